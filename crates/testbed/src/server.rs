//! Servers on loopback, each an origin, for one site.

use std::net;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::http::{Head, read_body, read_head};

/// A request that reached a server.
#[derive(Debug)]
pub struct Request {
    /// The index of the server's origin.
    pub server: usize,
    /// The request line and the headers.
    pub head: Head,
    /// The body.
    pub body: Vec<u8>,
}

/// Something that responds to requests.
pub trait Site: Send + Sync + 'static {
    /// Returns the bytes of the response. With `None` the server closes the connection.
    fn respond(&self, request: Request) -> impl Future<Output = Option<Vec<u8>>> + Send;
}

/// Servers with bound ports, which do not respond yet.
#[derive(Debug)]
pub struct Servers<const N: usize> {
    listeners: [net::TcpListener; N],
    origins: [String; N],
}

/// Returns a runtime for servers. It runs on the calling thread.
///
/// # Errors
///
/// The system refuses the resources of a runtime.
pub fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the servers cannot be started")
}

/// Accepts the next connection.
pub async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                stream.set_nodelay(true).ok();
                return stream;
            }
            // No file descriptor is free, for example. Some connection will end.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

impl<const N: usize> Servers<N> {
    /// Binds a free port of 127.0.0.1 for each host. A host is a name of this machine in an origin.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub fn bind(hosts: [&str; N]) -> Result<Self> {
        let mut servers = Vec::with_capacity(N);
        for host in hosts {
            let listener = net::TcpListener::bind(("127.0.0.1", 0))
                .context("there is no free port on 127.0.0.1")?;
            listener.set_nonblocking(true)?;
            let origin = format!("http://{host}:{}", listener.local_addr()?.port());
            servers.push((listener, origin));
        }
        let (listeners, origins): (Vec<_>, Vec<_>) = servers.into_iter().unzip();
        let listeners = listeners.try_into().ok().context("a listener for each host")?;
        let origins = origins.try_into().ok().context("an origin for each host")?;
        Ok(Self { listeners, origins })
    }

    /// Returns the origins, in the order of their hosts.
    pub fn origins(&self) -> &[String; N] {
        &self.origins
    }

    /// Lets `site` respond to all requests, in tasks of the current runtime.
    ///
    /// # Errors
    ///
    /// The system refuses to watch the ports.
    pub fn start(self, site: &Arc<impl Site>) -> Result<()> {
        for (server, listener) in self.listeners.into_iter().enumerate() {
            let listener = TcpListener::from_std(listener)?;
            let site = Arc::clone(site);
            tokio::spawn(async move {
                loop {
                    let stream = accept(&listener).await;
                    let site = Arc::clone(&site);
                    // A client that closes early is not an error.
                    tokio::spawn(async move { converse(stream, server, &*site).await.ok() });
                }
            });
        }
        Ok(())
    }

    /// Lets `site` respond to all requests, on a thread of its own.
    ///
    /// # Errors
    ///
    /// The system refuses the resources of a runtime.
    pub fn start_thread(self, site: &Arc<impl Site>) -> Result<()> {
        let runtime = runtime()?;
        {
            let _entered = runtime.enter();
            self.start(site)?;
        }
        thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
        Ok(())
    }
}

/// Responds to the requests on a connection, one after the other.
async fn converse(stream: TcpStream, server: usize, site: &impl Site) -> Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(head) = read_head(&mut stream).await? {
        let mut body = Vec::new();
        read_body(&mut stream, &head, &mut body).await?;
        match site.respond(Request { server, head, body }).await {
            Some(bytes) => stream.write_all(&bytes).await?,
            None => break,
        }
    }
    Ok(())
}
