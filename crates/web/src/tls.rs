//! HTTPS without a gateway in front: TLS 1.2 and 1.3, handshakes beside each other, each with its own patience.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

/// A handshake that takes longer is given up: who opens connections and says nothing keeps nobody else waiting.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Connections that shook hands and were not yet taken.
const SHAKEN: usize = 64;

/// The server's certificate with its key.
#[derive(Clone)]
pub struct Certificate(Arc<ServerConfig>);

impl Certificate {
    /// Reads the certificate chain (the server's first) and its key, both PEM.
    ///
    /// Refused: bytes that are no PEM, a chain without a certificate, a key of another certificate.
    pub fn read(chain: &[u8], key: &[u8]) -> io::Result<Certificate> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<_, _>>()
            .map_err(io::Error::other)?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(io::Error::other)?;
        Certificate::of(chain, key).map_err(io::Error::other)
    }

    fn of(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Certificate, rustls::Error> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Certificate(Arc::new(config)))
    }
}

/// Connections that have shaken hands.
pub(crate) struct TlsListener {
    address: SocketAddr,
    shaken: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl TlsListener {
    /// Takes connections from `inner` on a task of its own, which ends with the listener.
    pub(crate) fn new(inner: TcpListener, certificate: &Certificate) -> io::Result<TlsListener> {
        let (give, shaken) = mpsc::channel(SHAKEN);
        let address = inner.local_addr()?;
        tokio::spawn(take(inner, TlsAcceptor::from(certificate.0.clone()), give));
        Ok(TlsListener { address, shaken })
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.shaken.recv().await {
            Some(connection) => connection,
            // The taking task ends only after this listener.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}

async fn take(mut inner: TcpListener, acceptor: TlsAcceptor, give: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    loop {
        let (stream, from) = tokio::select! {
            // axum's own listener waits and goes on where no connection can be taken for the moment.
            taken = Listener::accept(&mut inner) => taken,
            () = give.closed() => return,
        };
        let (acceptor, give) = (acceptor.clone(), give.clone());
        tokio::spawn(async move {
            // Who does not manage a handshake has nothing to be told.
            if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                let _stopped = give.send((stream, from)).await;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::trial::Trial;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_rustls::TlsConnector;
    use tokio_rustls::rustls::pki_types::ServerName;
    use tokio_rustls::rustls::{ClientConfig, RootCertStore};

    fn made() -> (Vec<u8>, Vec<u8>) {
        let made = rcgen::generate_simple_self_signed(vec!["shebao.example".to_owned()]).expect("a certificate");
        (made.cert.pem().into_bytes(), made.signing_key.serialize_pem().into_bytes())
    }

    fn trusting(chain: &[u8]) -> TlsConnector {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(chain).expect("PEM"))
            .expect("a certificate");
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        TlsConnector::from(Arc::new(config))
    }

    #[tokio::test]
    async fn pages_come_through_tls_while_somebody_else_keeps_silent() {
        let (chain, key) = made();
        let certificate = Certificate::read(&chain, &key).expect("read");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let portal = Trial::real().portal;
        let serving = tokio::spawn(async move {
            let stop = async {
                let _ended = stopped.await;
            };
            crate::serve(listener, Some(&certificate), &portal, stop).await
        });
        let _silent = TcpStream::connect(address).await.expect("connected");
        let stream = TcpStream::connect(address).await.expect("connected");
        let name = ServerName::try_from("shebao.example").expect("a name");
        let mut stream = trusting(&chain).connect(name, stream).await.expect("shaken");
        let ask = b"GET /healthz HTTP/1.1\r\nhost: shebao.example\r\nconnection: close\r\n\r\n";
        stream.write_all(ask).await.expect("asked");
        let mut answer = String::new();
        // A peer that closes without TLS's own farewell has still answered.
        let _ended = stream.read_to_string(&mut answer).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        stop.send(()).expect("still serving");
        serving.await.expect("ended").expect("served");
    }

    #[test]
    fn a_key_of_another_certificate_and_no_certificate_are_refused() {
        let ((chain, key), (_, other)) = (made(), made());
        assert!(Certificate::read(&chain, &key).is_ok());
        assert!(Certificate::read(&chain, &other).is_err());
        assert!(Certificate::read(b"", &key).is_err());
        assert!(Certificate::read(&chain, b"no key").is_err());
    }
}
