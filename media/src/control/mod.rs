//! The control thread: controllers' connections, their names for things, and the workers' reports.

pub mod command;
mod connection;
pub mod frame;
pub mod items;
mod pool;
pub mod recorders;
mod registry;
mod rooms;
mod security;
mod sessions;
mod snapshot;
mod text;

use crate::clock::{Micros, monotonic};
use crate::dtls::Certificate;
use crate::log;
use crate::play::PromptStore;
use crate::ports::Ports;
use crate::record::Writer;
use crate::report::{Event, Inbox, Outbox, Refusal, Report, mailbox, stamp};
use crate::worker::order::{Order, RoomOrder};
use command::{Hello, HelloOk, Identity, Verb, read};
use connection::Connection;
use pool::Pool;
use registry::Registry;
use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use rustix::time::Timespec;
use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const LISTENER: u64 = 0;
const SIGNAL: u64 = 1;
const REPORTS: u64 = 2;
const FIRST_CONNECTION: u64 = 16;

/// Encoded prompts kept in memory.
const PROMPT_BYTES: usize = 256 << 20;

/// What the command line says.
pub struct Options {
    pub control: PathBuf,
    pub ports: Ports,
    pub workers: usize,
}

/// The server.
pub struct Server {
    path: PathBuf,
    epoll: OwnedFd,
    listener: UnixListener,
    signal: UnixStream,
    inbox: Inbox<Report>,
    out: Outbox<Report>,
    connections: HashMap<u64, Connection>,
    next_connection: u64,
    registry: Registry,
    pool: Pool,
    ports: Ports,
    prompts: Arc<PromptStore>,
    writer: Writer,
    boot: String,
    /// The certificate for DTLS.
    certificate: Arc<Certificate>,
    fingerprint: String,
    next_sid: u64,
}

/// Who gave a command.
#[derive(Clone, Copy)]
struct Caller {
    connection: u64,
    controller: u32,
    id: u64,
}

/// A random number for identities; not for secrets.
fn random() -> u64 {
    let mut bytes = [0u8; 8];
    match rustix::rand::getrandom(&mut bytes[..], rustix::rand::GetRandomFlags::empty()) {
        Ok(8) => u64::from_ne_bytes(bytes),
        _ => monotonic().wrapping_mul(0x9e37_79b9_7f4a_7c15),
    }
}

/// Binds the control socket, readable by its owner only. It gets its name once it listens, in place of what a dead server left there.
fn listen(path: &Path) -> io::Result<UnixListener> {
    if UnixStream::connect(path).is_ok() {
        return Err(io::Error::new(ErrorKind::AddrInUse, "another server listens there"));
    }
    let unready = path.with_extension(format!("{}", std::process::id()));
    let listener = UnixListener::bind(&unready)?;
    std::fs::set_permissions(&unready, std::fs::Permissions::from_mode(0o600))?;
    std::fs::rename(&unready, path)?;
    Ok(listener)
}

impl Server {
    /// Binds the control socket and starts the workers. `signal` becomes readable when the server shall end.
    pub fn start(options: Options, signal: UnixStream) -> io::Result<Self> {
        // The socket is born private: nobody may connect between bind and chmod.
        let before = rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o177));
        let listener = listen(&options.control);
        rustix::process::umask(before);
        let listener = listener?;
        listener.set_nonblocking(true)?;
        signal.set_nonblocking(true)?;
        let (out, inbox) = mailbox()?;
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        epoll::add(&epoll, &listener, EventData::new_u64(LISTENER), EventFlags::IN)?;
        epoll::add(&epoll, &signal, EventData::new_u64(SIGNAL), EventFlags::IN)?;
        epoll::add(&epoll, inbox.bell(), EventData::new_u64(REPORTS), EventFlags::IN)?;
        #[allow(clippy::cast_possible_truncation)] // any 32 bits will do
        let pool = Pool::start(options.workers, &out, random() as u32)?;
        let writer = recorders::writer(out.clone())?;
        let certificate = Arc::new(Certificate::generate().map_err(io::Error::other)?);
        Ok(Self {
            path: options.control,
            epoll,
            listener,
            signal,
            inbox,
            out,
            connections: HashMap::new(),
            next_connection: FIRST_CONNECTION,
            registry: Registry::default(),
            pool,
            ports: options.ports,
            prompts: Arc::new(PromptStore::new(PROMPT_BYTES)?),
            writer,
            boot: format!("{:016x}", random()),
            fingerprint: certificate.fingerprint(),
            certificate,
            next_sid: 1,
        })
    }

    /// Serves until the signal.
    pub fn run(mut self) -> io::Result<()> {
        let mut events = Vec::with_capacity(64);
        loop {
            events.clear();
            let wait = self.next_orphan(monotonic());
            match epoll::wait(&self.epoll, spare_capacity(&mut events), wait.as_ref()) {
                Ok(_) => {}
                Err(rustix::io::Errno::INTR) => continue,
                Err(error) => return Err(error.into()),
            }
            for event in &events {
                match event.data.u64() {
                    LISTENER => self.accept(),
                    SIGNAL => {
                        self.finish();
                        return Ok(());
                    }
                    REPORTS => self.reports(),
                    number => self.serve(number),
                }
            }
            self.end_orphans(monotonic());
            self.pool.flush();
            self.flush();
        }
    }

    fn accept(&mut self) {
        let Ok((stream, _)) = self.listener.accept() else { return };
        let number = self.next_connection;
        self.next_connection += 1;
        let watched = stream
            .set_nonblocking(true)
            .and_then(|()| epoll::add(&self.epoll, &stream, EventData::new_u64(number), EventFlags::IN).map_err(Into::into));
        match watched {
            Ok(()) => drop(self.connections.insert(number, Connection::new(stream))),
            Err(error) => log::warn(format_args!("a controller's connection is refused: {error}")),
        }
    }

    fn serve(&mut self, number: u64) {
        let Some(connection) = self.connections.get_mut(&number) else { return };
        let alive = connection.fill();
        while let Some(connection) = self.connections.get_mut(&number).filter(|one| !one.closing) {
            match connection.commands() {
                Ok(Some(commands)) => commands.iter().for_each(|command| self.command(number, command)),
                Ok(None) => break,
                Err(frame::BadFrame) => {
                    connection.refuse(0, &Refusal::new("bad-frame", "not a frame of at most 1 MiB that holds one array"));
                    connection.closing = true;
                }
            }
        }
        if !alive {
            self.disconnect(number);
        }
    }

    fn disconnect(&mut self, number: u64) {
        if let Some(connection) = self.connections.remove(&number) {
            let _ = epoll::delete(&self.epoll, &connection.stream);
            if let Some(controller) = connection.controller {
                self.registry.lost(controller, number, monotonic());
            }
        }
    }

    fn command(&mut self, connection: u64, data: &[u8]) {
        let id = read::<Identity>(data).map_or(0, |identity| identity.id);
        let controller = self.connections.get(&connection).and_then(|one| one.controller);
        let outcome = read::<Verb>(data).and_then(|Verb { verb }| match (verb.as_str(), controller) {
            ("hello", _) => self.hello(connection, id, data),
            (_, None) => Err(Refusal::new("no-hello", "the first command is hello")),
            (verb, Some(controller)) => self.execute(verb, data, Caller { connection, controller, id }),
        });
        if let (Err(refusal), Some(connection)) = (outcome, self.connections.get_mut(&connection)) {
            connection.refuse(id, &refusal);
        }
    }

    fn hello(&mut self, number: u64, id: u64, data: &[u8]) -> Result<(), Refusal> {
        let hello: Hello = read(data)?;
        command::named(&hello.controller)?;
        if hello.version != 1 {
            return Err(Refusal::new("version", "this server speaks version 1"));
        }
        let (controller, older) = self.registry.hello(&hello.controller, number);
        if let Some(older) = older.filter(|older| *older != number) {
            log::info(format_args!("controller {} is taken over by a newer connection", hello.controller));
            self.disconnect(older);
        }
        if let Some(connection) = self.connections.get_mut(&number) {
            connection.controller = Some(controller);
            let server = concat!("offhook-media ", env!("CARGO_PKG_VERSION"));
            let fingerprint = &self.fingerprint;
            connection.ok(id, &HelloOk { version: 1, server, boot: &self.boot, pid: std::process::id(), fingerprint });
        }
        Ok(())
    }

    /// Carries out a command, or orders a worker to; the reply may come later.
    fn execute(&mut self, verb: &str, data: &[u8], caller: Caller) -> Result<(), Refusal> {
        match verb {
            "session.open" => self.session_open(&read(data)?, caller),
            "session.set" => self.session_set(read(data)?, caller),
            "session.close" => self.session_close(&read(data)?, caller),
            "session.stats" => {
                let of: command::OfSession = read(data)?;
                self.order(&of.session, caller, |sid, ticket| Order::Statistics { sid, ticket })
            }
            "link" => self.link(&read(data)?, caller),
            "unlink" => {
                let of: command::OfSession = read(data)?;
                self.order(&of.session, caller, |sid, ticket| Order::Unlink { sid, ticket })
            }
            "play" => self.play(read(data)?, caller),
            "play.stop" => {
                let command::PlayStop { session, play } = read(data)?;
                self.order(&session, caller, |sid, ticket| Order::StopPlay { sid, play, ticket })
            }
            "digits.send" => self.digits_send(&read(data)?, caller),
            "record.open" => self.record_open(read(data)?, caller),
            "record.tap" => self.record_tap(&read(data)?, caller),
            "record.untap" => self.record_untap(&read(data)?, caller),
            "record.close" => self.record_close(&read(data)?, caller),
            "room.open" => self.room_open(read(data)?, caller),
            "room.join" => self.room_join(&read(data)?, caller),
            "room.leave" => self.room_leave(&read(data)?, caller),
            "room.gains" => self.room_gains(&read(data)?, caller),
            "room.play" => self.room_play(read(data)?, caller),
            "room.stop" => self.room_stop(read(data)?, caller),
            "room.close" => self.room_close(&read(data)?, caller),
            "snapshot" => self.snapshot(caller),
            "ping" => {
                self.ping(caller);
                Ok(())
            }
            _ => Err(Refusal::new("unknown-command", "this server does not know that command")),
        }
    }

    fn ok(&mut self, caller: Caller, value: &impl serde::Serialize) {
        if let Some(connection) = self.connections.get_mut(&caller.connection) {
            connection.ok(caller.id, value);
        }
    }

    fn reports(&mut self) {
        self.inbox.quiet();
        while let Some(report) = self.inbox.take() {
            match report {
                Report::Reply(ticket, result) => {
                    if let Some(connection) = self.connections.get_mut(&ticket.connection) {
                        connection.answer(ticket.id, &result);
                    }
                }
                Report::Event(controller, event) => self.event(controller, &event),
                Report::Recorder(report) => self.recorder_report(report),
            }
        }
    }

    /// Events of a controller that is away are lost; `snapshot` shows what is.
    fn event(&mut self, controller: u32, event: &Event) {
        let connection = self.registry.get(controller).and_then(|one| one.connection);
        if let Some(connection) = connection.and_then(|number| self.connections.get_mut(&number)) {
            connection.event(event);
        }
    }

    /// How long until an orphan's time may run out.
    fn next_orphan(&mut self, now: Micros) -> Option<Timespec> {
        let first = self
            .registry
            .away()
            .flat_map(|one| {
                let sessions = one.sessions.values().map(|entry| entry.orphan);
                let recorders = one.recorders.values().map(|entry| entry.orphan);
                let rooms = one.rooms.values().map(|entry| entry.orphan);
                let lost = one.lost_at.unwrap_or(now);
                sessions.chain(recorders).chain(rooms).flatten().map(move |after| lost.saturating_add(after))
            })
            .min()?;
        let wait = first.saturating_sub(now) + 1000;
        let (seconds, nanoseconds) = (wait / 1_000_000, wait % 1_000_000 * 1000);
        Some(Timespec { tv_sec: seconds.cast_signed(), tv_nsec: nanoseconds.cast_signed() })
    }

    fn end_orphans(&mut self, now: Micros) {
        let due = |lost: Option<Micros>, after: Option<Micros>| matches!((lost, after), (Some(lost), Some(after)) if now >= lost.saturating_add(after));
        let mut ended = Vec::new();
        let mut recorders = Vec::new();
        let mut rooms = Vec::new();
        for one in self.registry.away() {
            let lost = one.lost_at;
            let number = one.number;
            ended.extend(one.sessions.extract_if(|_, entry| due(lost, entry.orphan)).map(|(_, entry)| (number, entry)));
            rooms.extend(one.rooms.extract_if(|_, entry| due(lost, entry.orphan)).map(|(_, entry)| entry));
            let late = one.recorders.iter().filter(|(_, entry)| due(lost, entry.orphan));
            recorders.extend(late.map(|(name, _)| (number, name.clone())));
        }
        for (controller, entry) in ended {
            log::info(format_args!("session {} outlived its controller and is closed", entry.name));
            self.pool.order(entry.worker, Order::Close { sid: entry.sid, ticket: None });
            self.pool.leave(&entry.group, entry.worker);
            self.event(controller, &Event::Orphaned { session: entry.name, at: stamp() });
        }
        for entry in rooms {
            self.pool.order(entry.worker, Order::Room { rid: entry.rid, order: RoomOrder::Close, ticket: None });
            self.pool.leave(&entry.group, entry.worker);
        }
        for (controller, name) in recorders {
            self.orphan_recorder(controller, &name);
        }
        self.registry.forget_empty();
    }

    fn flush(&mut self) {
        let mut gone = Vec::new();
        for (number, connection) in &mut self.connections {
            if !connection.flush() {
                gone.push(*number);
            } else if connection.waits_to_write() != connection.blocked {
                connection.blocked = !connection.blocked;
                let flags = if connection.blocked { EventFlags::IN | EventFlags::OUT } else { EventFlags::IN };
                let _ = epoll::modify(&self.epoll, &connection.stream, EventData::new_u64(*number), flags);
            }
        }
        for number in gone {
            self.disconnect(number);
        }
    }

    /// Ends cleanly: recordings are closed, the socket is removed.
    fn finish(self) {
        log::info("ending");
        drop(self.signal);
        let _ = std::fs::remove_file(&self.path);
        self.pool.stop();
        recorders::close_all(&self.writer, &self.registry);
    }
}
