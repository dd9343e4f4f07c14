//! How much of what takes a thread and memory runs at once: a burst of it waits a little, a flood is answered 503 and costs nothing.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::Failure;

/// How many may wait for each one that runs.
const WAIT_PER_SEAT: usize = 16;

/// A bound on work that runs on threads of its own.
pub(crate) struct Gate {
    places: Arc<Semaphore>,
    seats: Arc<Semaphore>,
}

/// Somebody is inside: kept until the work is done, also where nobody waits for it any more.
pub(crate) struct Inside {
    _place: OwnedSemaphorePermit,
    _seat: OwnedSemaphorePermit,
}

impl Gate {
    /// A gate with so many seats.
    pub(crate) fn of(seats: usize) -> Gate {
        Gate {
            places: Arc::new(Semaphore::new(seats * (1 + WAIT_PER_SEAT))),
            seats: Arc::new(Semaphore::new(seats)),
        }
    }

    /// A seat, now or after those who came before; [`Failure::Busy`] at once where too many wait.
    pub(crate) async fn enter(&self) -> Result<Inside, Failure> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Failure::Busy)?;
        let seat = Arc::clone(&self.seats).acquire_owned().await.map_err(|_| Failure::Bug)?;
        Ok(Inside {
            _place: place,
            _seat: seat,
        })
    }

    /// Takes every place, as a flood does.
    #[cfg(test)]
    pub(crate) fn flood(&self) -> OwnedSemaphorePermit {
        let all = self.places.available_permits() as u32;
        Arc::clone(&self.places).try_acquire_many_owned(all).expect("places")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn so_many_run_so_many_wait_and_the_next_one_is_told_at_once() {
        let gate = Arc::new(Gate::of(2));
        let (first, second) = (gate.enter().await.expect("a seat"), gate.enter().await.expect("a seat"));
        let waiting: Vec<_> = (0..2 * WAIT_PER_SEAT)
            .map(|_| {
                let gate = Arc::clone(&gate);
                tokio::spawn(async move { gate.enter().await.map(drop) })
            })
            .collect();
        tokio::task::yield_now().await;
        assert!(waiting.iter().all(|one| !one.is_finished()));
        assert!(matches!(gate.enter().await, Err(Failure::Busy)));
        drop(first);
        for one in waiting {
            one.await.expect("no panic").expect("a seat");
        }
        drop(second);
        assert!(gate.enter().await.is_ok());
    }
}
