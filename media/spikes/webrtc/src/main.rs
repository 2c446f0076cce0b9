//! Spike: can a small sans-IO server talk DTLS-SRTP over ICE-lite with Chromium?
//!
//! `webrtc-spike serve [port]` answers offers over HTTP; `webrtc-spike bench` measures SRTP alone.

mod bench;
mod crypto;
mod dtls;
mod fault;
mod session;
mod srtp;
mod stun;

use dtls::Identity;
use fault::{Fault, Filter};
use session::{Plan, Report};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const PAGE: &str = include_str!("../page.html");

type Reports = HashMap<String, Arc<Mutex<Report>>>;

struct Server {
    identity: Identity,
    reports: Mutex<Reports>,
}

fn main() -> Result<(), String> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("bench") {
        return bench::run();
    }
    let port = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(0);
    let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("http://{address}/");
    let server = Arc::new(Server { identity: Identity::generate()?, reports: Mutex::default() });
    for stream in listener.incoming().flatten() {
        let server = Arc::clone(&server);
        std::thread::spawn(move || {
            if let Err(error) = serve(&server, stream) {
                eprintln!("{error}");
            }
        });
    }
    Ok(())
}

fn serve(server: &Server, mut stream: TcpStream) -> Result<(), String> {
    let mut reader = BufReader::new(stream.try_clone().map_err(|error| error.to_string())?);
    let mut line = String::new();
    reader.read_line(&mut line).map_err(|error| error.to_string())?;
    let target = line.split(' ').nth(1).unwrap_or("/").to_owned();
    let mut length = 0;
    loop {
        line.clear();
        if reader.read_line(&mut line).map_err(|error| error.to_string())? <= 2 {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().map_err(|_| "bad length")?;
        }
    }
    let mut body = vec![0; usize::min(length, 65_536)];
    reader.read_exact(&mut body).map_err(|error| error.to_string())?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let query: HashMap<&str, &str> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let (status, kind, answer) = match path {
        "/" => ("200 OK", "text/html", PAGE.to_owned()),
        "/offer" => match offer(server, &query, &String::from_utf8_lossy(&body)) {
            Ok(answer) => ("200 OK", "application/sdp", answer),
            Err(error) => ("400 Bad Request", "text/plain", error),
        },
        "/report" => ("200 OK", "application/json", report(server, query.get("id").unwrap_or(&""))),
        _ => ("404 Not Found", "text/plain", String::new()),
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
    stream.write_all((head + &answer).as_bytes()).map_err(|error| error.to_string())
}

fn attribute<'a>(sdp: &'a str, prefix: &str) -> Result<&'a str, String> {
    sdp.lines().find_map(|line| line.strip_prefix(prefix)).ok_or_else(|| format!("no {prefix} in the offer"))
}

fn offer(server: &Server, query: &HashMap<&str, &str>, sdp: &str) -> Result<String, String> {
    let get = |name, default| query.get(name).copied().unwrap_or(default);
    let fault = Fault::named(get("fault", "none")).ok_or("unknown fault")?;
    let handshake = server.identity.server(get("dtls", "dimpl-aws"), get("version", "auto"), Instant::now())?;
    let socket = UdpSocket::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
    socket.set_read_timeout(Some(Duration::from_millis(20))).map_err(|error| error.to_string())?;
    let port = socket.local_addr().map_err(|error| error.to_string())?.port();
    let mut random = [0; 20];
    aws_lc_rs::rand::fill(&mut random).map_err(|_| "no randomness")?;
    let secret = random.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let (ufrag, password) = secret.split_at(8);
    let remote = attribute(sdp, "a=ice-ufrag:")?;
    let plan = Plan {
        password: password.to_owned(),
        username: format!("{ufrag}:{remote}"),
        fingerprint: attribute(sdp, "a=fingerprint:sha-256 ")?.to_uppercase(),
        ssrc: 0x0ff4_0001,
        filter: Filter::new(fault),
    };
    let codec = if get("codec", "opus") == "pcmu" { "PCMU/8000" } else { "opus/48000/2" };
    let payload_type =
        sdp.lines().find_map(|line| line.strip_prefix("a=rtpmap:")?.strip_suffix(codec)?.strip_suffix(' ')).ok_or("codec not offered")?;
    let mid = attribute(sdp, "a=mid:")?;
    let answer = [
        "v=0".to_owned(),
        "o=- 1 1 IN IP4 127.0.0.1".to_owned(),
        "s=-".to_owned(),
        "t=0 0".to_owned(),
        "a=ice-lite".to_owned(),
        format!("a=group:BUNDLE {mid}"),
        format!("m=audio {port} UDP/TLS/RTP/SAVPF {payload_type}"),
        "c=IN IP4 127.0.0.1".to_owned(),
        format!("a=mid:{mid}"),
        "a=sendrecv".to_owned(),
        "a=rtcp-mux".to_owned(),
        format!("a=rtpmap:{payload_type} {codec}"),
        format!("a=ice-ufrag:{ufrag}"),
        format!("a=ice-pwd:{password}"),
        format!("a=fingerprint:sha-256 {}", server.identity.fingerprint()),
        "a=setup:passive".to_owned(),
        format!("a=ssrc:{} cname:echo", 0x0ff4_0001),
        format!("a=candidate:1 1 udp 2130706431 127.0.0.1 {port} typ host"),
        "a=end-of-candidates".to_owned(),
    ];
    let shared = Arc::new(Mutex::new(Report::default()));
    if let Ok(mut reports) = server.reports.lock() {
        reports.insert(get("id", "").to_owned(), Arc::clone(&shared));
    }
    std::thread::spawn(move || session::run(socket, plan, handshake, &shared));
    Ok(answer.join("\r\n") + "\r\n")
}

fn report(server: &Server, id: &str) -> String {
    let found = server.reports.lock().ok().and_then(|reports| reports.get(id).cloned());
    let Some(it) = found.and_then(|report| report.lock().ok().map(|report| report.clone())) else {
        return "{}".to_owned();
    };
    format!(
        "{{\"helloDatagrams\":{},\"helloBytes\":{},\"postQuantum\":{},\"handshakeWallUs\":{},\"handshakeCpuUs\":{},\"version\":\"{}\",\
         \"profile\":\"{}\",\"echoed\":{},\"rtcpIn\":{},\"refused\":{},\"srtpCpuNs\":{},\"bindings\":{},\"error\":{:?}}}",
        it.hello_datagrams,
        it.hello_bytes,
        it.post_quantum,
        it.handshake_wall,
        it.handshake_cpu,
        it.version,
        it.profile,
        it.echoed,
        it.rtcp_in,
        it.refused,
        it.srtp_cpu,
        it.bindings,
        it.error
    )
}
