//! The client: connections that stay open, each asking again as soon as it has been answered.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::Server;

/// A request without a body.
#[derive(Clone)]
pub struct Ask {
    text: String,
}

impl Ask {
    /// `cookie` is the whole header's value; empty: none is sent.
    pub fn new(path: &str, cookie: &str) -> Ask {
        let cookie = match cookie {
            "" => String::new(),
            cookie => format!("cookie: {cookie}\r\n"),
        };
        Ask {
            text: format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{cookie}\r\n"),
        }
    }
}

/// What a load came to.
pub struct Load {
    answers: usize,
    bytes: usize,
    took: Duration,
    cpu: f64,
    p50: Duration,
    /// The 99th of a hundred.
    pub p99: Duration,
}

impl Load {
    /// Answers in a second.
    pub fn per_second(&self) -> f64 {
        self.answers as f64 / self.took.as_secs_f64()
    }

    /// CPU seconds of the server for one answer.
    pub fn cpu_of_one(&self) -> f64 {
        self.cpu / self.answers as f64
    }
}

impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:>7.0} a second, {:>5.0} CPU-µs each, p50 {:.2} ms, p99 {:.2} ms, {} bytes each",
            self.per_second(),
            self.cpu_of_one() * 1e6,
            self.p50.as_secs_f64() * 1e3,
            self.p99.as_secs_f64() * 1e3,
            self.bytes / self.answers.max(1)
        )
    }
}

/// Asks a server for so long.
pub fn load(server: &Server, ask: &Ask, connections: usize, seconds: Duration) -> Result<Load> {
    let port = server.port;
    one(&mut connect(port)?, ask, &mut Vec::new()).context("the first answer")?;
    let (before, begun) = (server.cpu_seconds(), Instant::now());
    let workers: Vec<_> = (0..connections)
        .map(|_| {
            let ask = ask.clone();
            std::thread::spawn(move || -> Result<(Vec<Duration>, usize)> {
                let (mut stream, mut body, mut bytes) = (connect(port)?, Vec::new(), 0);
                let mut times = Vec::new();
                while begun.elapsed() < seconds {
                    let asked = Instant::now();
                    bytes += one(&mut stream, &ask, &mut body)?;
                    times.push(asked.elapsed());
                }
                Ok((times, bytes))
            })
        })
        .collect();
    let (mut times, mut bytes) = (Vec::new(), 0);
    for worker in workers {
        let (its_times, its_bytes) = worker.join().map_err(|_| anyhow::anyhow!("a connection panicked"))??;
        times.extend(its_times);
        bytes += its_bytes;
    }
    let (took, cpu) = (begun.elapsed(), server.cpu_seconds() - before);
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    Ok(Load {
        p50: at(0.5),
        p99: at(0.99),
        answers: times.len(),
        bytes,
        took,
        cpu,
    })
}

fn connect(port: u16) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_nodelay(true)?;
    Ok(BufReader::with_capacity(1 << 16, stream))
}

/// One question and its whole answer; its bytes.
fn one(stream: &mut BufReader<TcpStream>, ask: &Ask, body: &mut Vec<u8>) -> Result<usize> {
    stream.get_mut().write_all(ask.text.as_bytes())?;
    let (mut line, mut length) = (String::new(), None);
    stream.read_line(&mut line)?;
    ensure!(line.starts_with("HTTP/1.1 200"), "{line}");
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = Some(value.trim().parse::<usize>()?);
        }
    }
    body.resize(length.context("an answer without a length")?, 0);
    stream.read_exact(body)?;
    Ok(body.len())
}
