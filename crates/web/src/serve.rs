use std::fmt::Debug;
use std::future::Future;
use std::io;
use std::net::TcpListener;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::serve::Listener;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use crate::tls::{Certificate, TlsListener};
use crate::{Portal, rim, route, routes};

/// How long running requests may go on after the sign to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(20);

/// The portal as a router: every route of the table behind the rim, compressed.
pub fn router(portal: &Portal) -> Router {
    let (one, two) = (portal.clone(), portal.clone());
    route::mount(routes::all(), portal)
        .fallback(move |request: Request| rim::unknown_address(one.clone(), request))
        .method_not_allowed_fallback(move |request: Request| rim::unknown_method(two.clone(), request))
        .layer(CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest))
}

/// Serves until `stop`; then no new connection is taken and those under way end within twenty seconds. With a certificate by HTTPS.
pub async fn serve(
    listener: TcpListener,
    certificate: Option<&Certificate>,
    portal: &Portal,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    match certificate {
        None => serve_on(listener, portal, stop).await,
        Some(certificate) => serve_on(TlsListener::new(listener, certificate)?, portal, stop).await,
    }
}

async fn serve_on<L>(listener: L, portal: &Portal, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()>
where
    L: Listener,
    L::Addr: Debug,
{
    let (begun, stopping) = tokio::sync::oneshot::channel();
    let stop = async move {
        stop.await;
        // Nobody listens any more where serving has ended by itself.
        let _ended = begun.send(());
    };
    let serving = axum::serve(listener, router(portal)).with_graceful_shutdown(stop);
    let patience = async move {
        // Without a sign to stop there is nothing to wait for.
        if stopping.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(LAST_REQUESTS).await;
    };
    tokio::select! {
        served = serving => served,
        () = patience => Ok(()),
    }
}

/// Serves on threads of its own until the process is told to stop (SIGTERM, Ctrl-C). Blocks.
pub fn run(listener: TcpListener, certificate: Option<&Certificate>, portal: &Portal) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("web")
        .build()?;
    runtime.block_on(serve(listener, certificate, portal, told_to_stop()))
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        match terminated {
            Ok(mut terminated) => tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            },
            Err(_) => drop(interrupted.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
}

#[cfg(test)]
mod tests {
    use crate::tests::trial::Trial;
    use crate::{Ask, Asked, Failure, Filled, Route};
    use axum::body::Body;
    use axum::http::{Method, Request, StatusCode};
    use procedures::{Permission, Role};

    #[tokio::test]
    async fn machines_learn_that_it_lives_and_what_it_offers() {
        let trial = Trial::real();
        for path in ["/healthz", "/readyz"] {
            assert_eq!(trial.get(path, Role::Anonymous).await.status, StatusCode::OK, "{path}");
        }
        let document = trial.get("/openapi.json", Role::Anonymous).await;
        let read: serde_json::Value = serde_json::from_str(&document.body).expect("JSON");
        assert_eq!(read["openapi"], "3.1.0");
    }

    #[tokio::test]
    async fn every_answer_carries_the_headers_that_keep_it_safe() {
        let trial = Trial::real();
        for path in ["/", "/no/such/page", "/healthz", "/static/none.css"] {
            let answer = trial.get(path, Role::Anonymous).await;
            let csp = answer.header("content-security-policy");
            assert!(csp.contains("default-src 'none'") && !csp.contains("unsafe"), "{path}: {csp}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert!(!answer.header("x-request-id").is_empty(), "{path}");
        }
    }

    #[tokio::test]
    async fn a_file_is_kept_for_ever_under_its_hash() {
        let trial = Trial::real();
        let path = crate::file::path("shebao.css");
        let first = trial.get(path, Role::Anonymous).await;
        assert_eq!(
            (first.status, first.header("cache-control")),
            (StatusCode::OK, "public, max-age=31536000, immutable")
        );
        let again = Request::get(path)
            .header("if-none-match", first.header("etag"))
            .body(Body::empty())
            .expect("a request");
        assert_eq!(trial.send(again).await.status, StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn an_unknown_address_is_a_page_for_people_and_json_for_programs() {
        let trial = Trial::demo();
        let page = trial.get("/no/such?lang=zh", Role::Clerk).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.body.contains("没有这个页面") && page.body.contains("许立夏"), "{}", page.body);
        let json = trial.get("/api/v1/none", Role::Anonymous).await;
        assert_eq!(json.header("content-type"), "application/problem+json");
        assert!(json.body.contains("\"code\":\"error.not_found\""), "{}", json.body);
        let method = trial.post("/keys", "", Role::Anonymous).await;
        assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);
    }

    #[tokio::test]
    async fn one_click_signs_in_and_sign_out_ends_the_session() {
        let trial = Trial::demo();
        let page = trial.get("/sign-in?lang=zh", Role::Anonymous).await;
        assert!(
            page.body.contains("<button") && page.body.contains("name=\"role\" value=\"clerk\""),
            "{}",
            page.body
        );
        let signed = trial
            .post("/sign-in/demo", "handle=clerk&role=clerk&next=%2Fkeys", Role::Anonymous)
            .await;
        assert_eq!((signed.status, signed.header("location")), (StatusCode::SEE_OTHER, "/keys"));
        let cookie = signed.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let keys = |cookie: String| {
            Request::get("/keys")
                .header("cookie", cookie)
                .body(Body::empty())
                .expect("a request")
        };
        assert!(trial.send(keys(cookie.clone())).await.body.contains("许立夏"));
        let out = Request::post("/sign-out")
            .header("cookie", &cookie)
            .body(Body::empty())
            .expect("a request");
        assert_eq!(trial.send(out).await.status, StatusCode::SEE_OTHER);
        assert!(!trial.send(keys(cookie)).await.body.contains("许立夏"), "the session is over");
    }

    #[tokio::test]
    async fn where_it_is_no_demo_its_doors_do_not_exist() {
        let trial = Trial::real();
        assert_eq!(
            trial.post("/sign-in/demo", "handle=clerk", Role::Anonymous).await.status,
            StatusCode::NOT_FOUND
        );
        let page = trial.get("/sign-in", Role::Anonymous).await;
        assert!(
            !page.body.contains("sb-demo") && page.body.contains("name=\"password\""),
            "{}",
            page.body
        );
    }

    #[tokio::test]
    async fn a_wrong_password_keeps_what_was_typed_but_the_password() {
        let trial = Trial::real();
        let answer = trial
            .post(
                "/sign-in?lang=zh",
                "handle=xu&password=geheim12&code=1&key=abcdefgh&next=%2Frecord",
                Role::Anonymous,
            )
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("<title>错误：") && answer.body.contains("value=\"xu\"") && answer.body.contains("sign_in.wrong"));
        assert!(answer.body.contains("value=\"/record\"") && !answer.body.contains("geheim12"));
        let empty = trial.post("/sign-in?lang=zh", "handle=&password=&code=", Role::Anonymous).await;
        assert!(
            empty.body.contains("还有2处要改") && empty.body.contains("href=\"#password\""),
            "{}",
            empty.body
        );
    }

    #[tokio::test]
    async fn a_form_of_another_site_is_not_taken() {
        let trial = Trial::demo();
        let request = trial
            .as_role("POST", "/sign-out", Role::Clerk)
            .header("sec-fetch-site", "cross-site")
            .body(Body::empty());
        let answer = trial.send(request.expect("a request")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.body.contains("error.other_site"));
    }

    #[tokio::test]
    async fn the_language_of_the_address_is_kept() {
        let trial = Trial::real();
        let answer = trial.get("/?lang=zh", Role::Anonymous).await;
        assert!(answer.header("set-cookie").starts_with("lang=zh;"));
        assert!(answer.body.contains("lang=\"zh-CN\"") && answer.body.contains("href=\"/?lang=en\""));
    }

    #[tokio::test]
    async fn pages_are_compressed_where_the_browser_takes_it() {
        let trial = Trial::real();
        let request = Request::get("/")
            .header("accept-encoding", "gzip")
            .body(Body::empty())
            .expect("a request");
        assert_eq!(trial.send(request).await.header("content-encoding"), "gzip");
    }

    fn odd_routes() -> Vec<Route> {
        async fn breaks(_asked: Asked) -> &'static str {
            panic!("a bug")
        }
        async fn hangs() {
            std::future::pending().await
        }
        async fn echoes(Filled { typed, .. }: Filled) -> String {
            typed.get("a").to_owned()
        }
        async fn takes(ask: Ask<Vec<u32>>) -> String {
            format!("{}", ask.body.len())
        }
        async fn refuses() -> Result<(), Failure> {
            Err(procedures::Error::said("words.example.word", vec![]).into())
        }
        vec![
            Route::page("/breaks", Permission::Public, "", breaks),
            Route::page("/hangs", Permission::Public, "", hangs),
            Route::page("/refuses", Permission::Public, "", refuses),
            Route::form("/echo", Permission::Public, "", echoes).body_at_most(10),
            Route::api(Method::POST, "/api/v1/takes", Permission::Public, "", crate::Doc::new("x"), takes),
            Route::page("/employers/{employer}/x", Permission::ViewBills, "", |asked: Asked| async move {
                asked.employer().map(|e| e.code())
            }),
        ]
    }

    #[tokio::test]
    async fn a_bug_is_a_page_of_its_own_and_the_next_request_is_answered() {
        let trial = Trial::with(odd_routes());
        let answer = trial.get("/breaks", Role::Anonymous).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            answer.body.contains("error.bug") && answer.body.contains(answer.header("x-request-id")),
            "{}",
            answer.body
        );
        assert_eq!(
            trial.get("/refuses", Role::Anonymous).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_says_so_and_when_to_come_back() {
        let trial = Trial::with(odd_routes());
        let answer = trial.get("/hangs", Role::Auditor).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(
            answer.header("retry-after").parse::<u16>().is_ok_and(|s| (2..8).contains(&s)),
            "{}",
            answer.header("retry-after")
        );
    }

    #[tokio::test]
    async fn bodies_are_bounded_and_read_or_refused() {
        let trial = Trial::with(odd_routes());
        assert_eq!(
            trial.post("/echo", "a=%E8%B5%B5", Role::Anonymous).await.status,
            StatusCode::PAYLOAD_TOO_LARGE
        );
        assert_eq!(trial.post("/echo", "a=1", Role::Anonymous).await.body, "1");
        let send = |key: Option<&'static str>, body: &'static str| {
            let request = Request::post("/api/v1/takes").header("content-type", "application/json");
            let request = key.into_iter().fold(request, |r, key| r.header("idempotency-key", key));
            trial.send(request.body(Body::from(body)).expect("a request"))
        };
        let missing = send(None, "[1]").await;
        assert_eq!(missing.status, StatusCode::BAD_REQUEST);
        assert!(missing.body.contains("error.key_missing"), "{}", missing.body);
        assert!(send(Some("12345678"), "[1,").await.body.contains("error.unreadable"));
        assert_eq!(send(Some("12345678"), "[1,2]").await.body, "2");
    }

    #[tokio::test]
    async fn nobody_learns_whether_another_employer_exists() {
        let trial = Trial::with(odd_routes());
        let own = format!("/employers/{}/x", crate::tests::trial::EMPLOYER.code());
        let other = format!("/employers/{}/x", domain::ids::EmployerId(77).code());
        assert_eq!(trial.get(&own, Role::Clerk).await.body, crate::tests::trial::EMPLOYER.code());
        assert_eq!(trial.get(&other, Role::Clerk).await.status, StatusCode::NOT_FOUND);
        assert_eq!(trial.get(&other, Role::Collection).await.status, StatusCode::OK);
        assert_eq!(trial.get("/employers/typo/x", Role::Clerk).await.status, StatusCode::NOT_FOUND);
        assert_eq!(trial.get(&own, Role::Insured).await.status, StatusCode::FORBIDDEN);
        let nobody = trial.get(&own, Role::Anonymous).await;
        assert_eq!(
            nobody.header("location"),
            format!("/sign-in?next=/employers/{}/x", crate::tests::trial::EMPLOYER.code())
        );
    }
}
