//! `offhook-media --control PATH --rtp-ports A-B [--workers N]`: reads the command line and runs the server.

use offhook_media::control::{Options, Server};
use offhook_media::log;
use offhook_media::ports::Ports;
use rustix::process::{Resource, getrlimit, setrlimit};
use signal_hook::consts::{SIGINT, SIGTERM};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

const USAGE: &str = "usage: offhook-media --control PATH --rtp-ports A-B [--workers N] | --version";

fn options(arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let (mut control, mut ports) = (None, None);
    let mut workers = std::thread::available_parallelism().map_or(1, usize::from);
    let mut arguments = arguments;
    while let Some(name) = arguments.next() {
        if name == "--version" {
            return Ok(None);
        }
        let value = arguments.next().ok_or_else(|| USAGE.to_owned())?;
        match name.as_str() {
            "--control" => control = Some(value.into()),
            "--rtp-ports" => {
                ports = Some(Ports::parse(&value).ok_or_else(|| format!("{value}: not a range that holds an even port and the next"))?);
            }
            "--workers" => {
                workers = value.parse().ok().filter(|count| (1..=256).contains(count)).ok_or("--workers wants 1 to 256")?;
            }
            _ => return Err(USAGE.to_owned()),
        }
    }
    match (control, ports) {
        (Some(control), Some(ports)) => Ok(Some(Options { control, ports, workers })),
        _ => Err(USAGE.to_owned()),
    }
}

/// Allows as many descriptors as the system lets us: a session has two.
fn allow_descriptors() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        log::warn(format_args!("the limit of open files stays low: {error}"));
    }
}

fn run(options: Options) -> std::io::Result<()> {
    allow_descriptors();
    let (signal, notify) = UnixStream::pair()?;
    for number in [SIGTERM, SIGINT] {
        signal_hook::low_level::pipe::register(number, notify.try_clone()?)?;
    }
    let place = options.control.display().to_string();
    let server = Server::start(options, signal)?;
    log::info(format_args!("listening on {place}"));
    server.run()
}

fn main() -> ExitCode {
    match options(std::env::args().skip(1)) {
        Ok(None) => {
            println!("offhook-media {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        Ok(Some(options)) => match run(options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                log::warn(error);
                ExitCode::FAILURE
            }
        },
        Err(text) => {
            eprintln!("{text}");
            ExitCode::from(2)
        }
    }
}
