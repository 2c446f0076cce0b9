"""The message-waiting notifier: RFC 6665 with message-summary, phones that vanish, restarts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.sip.address import Flow
from offhook.sip.subscribe import Notifier, NotifierConfig, message_summaries, message_summary
from offhook.sip.wire import Request, parse

LOCAL = ("127.0.0.1", 5060)
FLOW = Flow("udp", LOCAL, ("192.0.2.1", 5060))
CONTACT = "Contact: <sip:201@10.0.0.5:5060>"


def subscribe(*headers, tag="", cseq=1, call_id="a", event="message-summary", contact=CONTACT) -> Request:
    lines = [
        "SUBSCRIBE sip:*97@demo SIP/2.0",
        "Via: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1",
        "From: Phone <sip:201@demo>;tag=phone",
        f"To: <sip:201@demo>{';tag=' + tag if tag else ''}",
        f"Call-ID: {call_id}",
        f"CSeq: {cseq} SUBSCRIBE",
        *([contact] if contact else []),
        *([f"Event: {event}"] if event else []),
        *headers,
        "Content-Length: 0",
        "",
        "",
    ]
    message = parse("\r\n".join(lines).encode("utf-8", "surrogateescape"))
    assert isinstance(message, Request)
    return message


class World:
    def __init__(self, **limits):
        self.now = 100.0
        self.new = {"201": 0}
        self.tokens = 0
        self.notifier = self.fresh(**limits)

    def fresh(self, **limits):
        return Notifier(
            message_summaries(lambda account: message_summary(f"sip:{account}@demo", self.new.get(account, 0), 2)),
            self.token,
            NotifierConfig(**limits),
        )

    def token(self):
        self.tokens += 1
        return f"us{self.tokens}"

    def subscribe(self, *headers, account="201", flow=FLOW, **options):
        return self.notifier.subscribe(subscribe(*headers, **options), account, flow, self.now)

    def notify(self):
        """Return the one NOTIFY that goes out, as the phone reads it."""
        [notification] = self.notifier.outgoing()
        request = notification.request
        request.prepend("Via", "SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK2")
        return parse(request.encode()), notification

    def answered(self, status=200, *headers):
        request, notification = self.notify()
        response = request.response(status)
        for header in headers:
            response.add(*header)
        self.notifier.response(notification.tag, response, self.now)
        return request


def test_subscribe_and_be_told():
    world = World()
    response = world.subscribe("Expires: 600", "Accept: application/simple-message-summary")
    assert (response.status, response.expires, response.to.tag) == (200, 600, "us1")
    assert response.contacts[0].uri == "sip:127.0.0.1:5060"
    request, notification = world.notify()
    assert (request.method, request.uri, notification.flow) == ("NOTIFY", "sip:201@10.0.0.5:5060", FLOW)
    assert (request.from_.uri, request.from_.tag) == ("sip:201@demo", "us1")
    assert (request.to.uri, request.to.tag) == ("sip:201@demo", "phone")
    assert (request.call_id, request.cseq.number, request.get("Event")) == ("a", 1, "message-summary")
    assert request.get("Subscription-State") == "active;expires=600"
    assert request.content_type == "application/simple-message-summary"
    assert request.body == (b"Messages-Waiting: no\r\nMessage-Account: sip:201@demo\r\nVoice-Message: 0/2 (0/0)\r\n")
    world.notifier.response(notification.tag, request.response(200), world.now)
    world.new["201"] = 1
    world.now += 100
    world.notifier.notify("201", world.now)
    told = world.answered()
    assert told.body.startswith(b"Messages-Waiting: yes\r\n")
    assert (told.cseq.number, told.get("Subscription-State")) == (2, "active;expires=500")
    world.notifier.notify("999", world.now)
    assert world.notifier.outgoing() == []


def test_one_notify_at_a_time_with_the_newest_state():
    world = World()
    world.subscribe()
    _, first = world.notify()
    for number in (1, 2, 3):
        world.new["201"] = number
        world.notifier.notify("201", world.now)
    assert world.notifier.outgoing() == []
    world.notifier.response(first.tag, first.request.response(180), world.now)
    assert world.notifier.outgoing() == []
    world.notifier.response(first.tag, first.request.response(200), world.now)
    assert b"3/2" in world.answered().body
    assert world.notifier.outgoing() == []


def test_refresh_and_unsubscribe():
    world = World()
    tag = world.subscribe("Expires: 600").to.tag
    world.answered()
    world.now += 500
    response = world.subscribe("Expires: 600", tag=tag, cseq=2, contact="Contact: <sip:201@10.0.0.9>")
    assert (response.status, response.to.tag) == (200, tag)
    request = world.answered()
    assert (request.uri, request.get("Subscription-State")) == ("sip:201@10.0.0.9", "active;expires=600")
    world.notifier.timeout(world.now + 599)
    assert len(world.notifier) == 1
    assert world.subscribe("Expires: 600", tag=tag, cseq=2).status == 500
    response = world.subscribe("Expires: 0", tag=tag, cseq=3, contact="")
    assert (response.status, response.expires) == (200, 0)
    assert world.answered().get("Subscription-State") == "terminated;reason=timeout"
    assert len(world.notifier) == 0
    assert world.subscribe("Expires: 600", tag=tag, cseq=4).status == 481


def test_a_fetch_leaves_nothing_behind():
    world = World()
    assert world.subscribe("Expires: 0").status == 200
    assert world.answered().get("Subscription-State") == "terminated;reason=timeout"
    assert len(world.notifier) == 0


def test_expiry():
    world = World()
    world.subscribe("Expires: 60")
    world.answered()
    assert world.notifier.next_timer() == 160.0
    world.notifier.timeout(160.0)
    assert world.answered().get("Subscription-State") == "terminated;reason=timeout"
    assert (len(world.notifier), world.notifier.next_timer()) == (0, None)


@pytest.mark.parametrize(
    ("headers", "options", "status", "header"),
    [
        ([], {"event": "presence"}, 489, ("Allow-Events", "message-summary")),
        ([], {"event": ""}, 489, ("Allow-Events", "message-summary")),
        (["Accept: application/pidf+xml"], {}, 406, ("Accept", "application/simple-message-summary")),
        (["Expires: 5"], {}, 423, ("Min-Expires", "60")),
        ([], {"contact": ""}, 400, None),
        ([], {"contact": "Contact: <mailto:a@b>"}, 400, None),
        ([], {"contact": 'Contact: "x'}, 400, None),
        (["Record-Route: <http://x>"], {}, 400, None),
        ([], {"tag": "unknown"}, 481, None),
    ],
)
def test_refusals(headers, options, status, header):
    world = World()
    response = world.subscribe(*headers, **options)
    assert response.status == status
    if header:
        assert response.get(header[0]) == header[1]
    assert (len(world.notifier), world.notifier.outgoing()) == (0, [])


@pytest.mark.parametrize("headers", [["Accept: */*"], ["Accept: application/*;q=1, text/plain"], ["Expires: rubbish"]])
def test_tolerated(headers):
    assert World().subscribe(*headers).status == 200


def test_limits_of_time():
    assert World().subscribe("Expires: 9999999").expires == 86_400
    assert World().subscribe().expires == 3600


def test_another_account_cannot_touch_it():
    world = World()
    tag = world.subscribe().to.tag
    assert world.subscribe("Expires: 0", tag=tag, cseq=2, account="202").status == 481


@pytest.mark.parametrize(
    ("status", "headers", "left"), [(481, [], 0), (404, [], 0), (500, [], 0), (500, [("Retry-After", "5")], 1)]
)
def test_a_refused_notify_ends_it(status, headers, left):
    world = World()
    world.subscribe()
    world.answered(status, *headers)
    assert len(world.notifier) == left


def test_an_answer_with_a_wrong_number_is_an_answer():
    """Found by fuzzing: it was waited for without end, and nothing ended the subscription any more."""
    world = World(min_expires=1)
    world.subscribe("Expires: 60")
    _, notification = world.notify()
    response = notification.request.response(200)
    response.set("CSeq", "77 NOTIFY")
    world.notifier.response(notification.tag, response, world.now)
    world.now += 61
    world.notifier.timeout(world.now)
    assert len(world.notifier) == 0


def test_a_phone_that_is_gone():
    world = World()
    world.subscribe()
    _, notification = world.notify()
    world.notifier.failed(notification.tag)
    world.notifier.failed(notification.tag)
    world.notifier.response(notification.tag, notification.request.response(200), world.now)
    assert len(world.notifier) == 0


def test_a_closed_connection():
    world = World()
    world.subscribe(flow=Flow("tcp", LOCAL, ("192.0.2.1", 4000), 7))
    request, _ = world.notify()
    assert request.contacts[0].uri == "sip:127.0.0.1:5060;transport=tcp"
    world.notifier.connection_closed(8)
    assert len(world.notifier) == 1
    world.notifier.connection_closed(7)
    assert len(world.notifier) == 0


def test_a_phone_that_forgot_its_subscription_has_one_all_the_same():
    world = World()
    world.subscribe()
    world.subscribe(call_id="after reboot")
    assert len(world.notifier) == 1


def test_many_phones_of_one_account():
    world = World(max_per_account=2)
    for number in range(4):
        world.subscribe(call_id=f"c{number}", contact=f"Contact: <sip:201@10.0.0.{number}>")
        [world.notifier.response(one.tag, one.request.response(200), world.now) for one in world.notifier.outgoing()]
    assert [one.target for one in world.notifier.subscriptions("201")] == ["sip:201@10.0.0.2", "sip:201@10.0.0.3"]


def test_an_account_that_is_removed():
    world = World()
    world.subscribe()
    world.answered()
    world.notifier.terminate("201", "noresource", world.now)
    assert world.answered().get("Subscription-State") == "terminated;reason=noresource"


def test_the_end_waits_for_its_turn():
    world = World()
    tag = world.subscribe().to.tag
    _, first = world.notify()
    world.notifier.terminate("201", "noresource", world.now)
    assert world.subscribe("Expires: 600", tag=tag, cseq=2).status == 481
    world.notifier.response(first.tag, first.request.response(200), world.now)
    assert world.answered().get("Subscription-State") == "terminated;reason=noresource"
    assert len(world.notifier) == 0


def test_the_route():
    world = World()
    response = world.subscribe("Record-Route: <sip:edge;lr>, <sip:core;lr>")
    assert response.all("Record-Route") == ["<sip:edge;lr>", "<sip:core;lr>"]
    request, _ = world.notify()
    assert (request.uri, request.all("Route")) == ("sip:201@10.0.0.5:5060", ["<sip:edge;lr>", "<sip:core;lr>"])
    strict = World()
    strict.subscribe("Record-Route: <sip:old>, <sip:core;lr>")
    request, _ = strict.notify()
    assert (request.uri, request.all("Route")) == ("sip:old", ["<sip:core;lr>", "<sip:201@10.0.0.5:5060>"])


def test_a_restart():
    world = World()
    tag = world.subscribe("Expires: 600", event="message-summary;id=4").to.tag
    world.answered()
    world.subscribe("Expires: 60", call_id="b", contact="Contact: <sip:x@y>")
    assert world.notifier.changed == {"201"}
    saved = world.notifier.snapshot("201", world.now, 5000.0)
    assert not world.notifier.changed
    world.notifier = world.fresh()
    world.new["201"] = 9
    world.now = 7.0
    world.notifier.restore(saved, world.now, 5100.0)
    request = world.answered()
    assert (request.cseq.number > 1, request.get("Event")) == (True, "message-summary;id=4")
    assert request.get("Subscription-State") == "active;expires=500"
    assert b"9/2" in request.body
    assert world.subscribe("Expires: 600", tag=tag, cseq=2, event="message-summary;id=4").status == 200


def test_timers_do_not_pile_up():
    world = World()
    for number in range(1000):
        world.subscribe(call_id=f"c{number}")
    assert len(world.notifier) == 1
    assert len(world.notifier._timers) <= 66


rubbish = st.text(st.sampled_from('<>sip:@;,*= expires0127"\\[]hé\udcffmessage-summary/'), max_size=40)


@given(
    st.sampled_from(["Expires", "Accept", "Record-Route", "Contact", "Event"]), rubbish, st.sampled_from(["", CONTACT])
)
def test_any_header_is_taken_or_refused(name, value, contact):
    world = World()
    response = world.subscribe(f"{name}: {value}", contact=contact, event="" if name == "Event" else "message-summary")
    assert response.status in (200, 400, 406, 423, 489)
    response.encode()
    for one in world.notifier.outgoing():
        one.request.encode()


steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["new", "refresh", "leave", "notify", "answer", "fail", "refuse", "wait", "restart", "terminate"]
        ),
        st.integers(0, 3),
    ),
    max_size=50,
)


@given(steps)
def test_one_notify_under_way_and_the_newest_always_told(inputs):  # noqa: C901, PLR0912  one branch per kind of step
    world = World()
    known: dict[int, str] = {}
    under_way: dict[object, object] = {}
    told: dict[object, bytes] = {}
    cseq = 1
    for step, number in inputs:
        cseq += 1
        where = {"call_id": f"c{number}", "contact": f"Contact: <sip:{number}@h>", "cseq": cseq}
        if step == "new":
            known[number] = world.subscribe("Expires: 100", **where).to.tag
        elif step in ("refresh", "leave") and number in known:
            response = world.subscribe("Expires: 0" if step == "leave" else "Expires: 200", tag=known[number], **where)
            assert response.status in (200, 481)
        elif step == "notify":
            world.new["201"] += 1
            world.notifier.notify("201", world.now)
        elif step in ("answer", "fail", "refuse") and under_way:
            tag, one = under_way.popitem()
            if step == "fail":
                world.notifier.failed(tag)
            else:
                world.notifier.response(tag, one.request.response(200 if step == "answer" else 481), world.now)
        elif step == "wait":
            world.now += 60
            world.notifier.timeout(world.now)
        elif step == "restart":
            saved = world.notifier.snapshot("201", world.now, 0.0)
            world.notifier = world.fresh()
            world.notifier.restore(saved, world.now, 0.0)
            under_way.clear()
        elif step == "terminate":
            world.notifier.terminate("201", "noresource", world.now)
        for one in world.notifier.outgoing():
            assert one.tag not in under_way
            assert str(one.request.from_.tag)
            told[one.tag.dialog] = one.request.body
            if one.request.get("Subscription-State").startswith("active"):
                under_way[one.tag] = one
        for subscription in world.notifier.subscriptions("201"):
            assert subscription.waiting or told[subscription.key] == world.notifier._package.body("201", 0, None)[0]
    world.now += 1000
    world.notifier.timeout(world.now)
    assert all(one.waiting for one in world.notifier.subscriptions("201"))
