"""REFER, Replaces, Target-Dialog: what is read from them, what is refused, what each NOTIFY tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.errors import BadMessage
from offhook.sip.refer import ReferProgress, read_refer
from offhook.sip.replaces import DialogName, parse_replaces, parse_target_dialog, replaces_of, target_dialog_of
from offhook.sip.wire import Request


def request(*headers: tuple[str, str], method: str = "REFER") -> Request:
    common = [("From", "<sip:a@x>;tag=f"), ("To", "<sip:b@x>;tag=t"), ("Call-ID", "c"), ("CSeq", f"7 {method}")]
    return Request(method, "sip:b@x", [*common, *headers])


@pytest.mark.parametrize(
    ("value", "user"),
    [
        ("<sip:203@example.test>", "203"),
        ("sip:203@example.test", "203"),
        ('"Clara" <sips:%2A98@example.test:5061;transport=tcp;method=INVITE>', "*98"),
        ("<tel:+3725551234>", "+3725551234"),
        ("<sip:example.test>", ""),
    ],
)
def test_who_is_to_be_called(value, user):
    refer = read_refer(request(("Refer-To", value)))
    assert (refer.user, refer.replaces, refer.subscribes, refer.number) == (user, None, True, 7)


def test_replaces_inside_refer_to_is_unescaped():
    value = "<sip:203@x?Replaces=a%40b%3Bto-tag%3Dtt%3Bfrom-tag%3Dff%3Bearly-only&Subject=hi>"
    refer = read_refer(request(("Refer-To", value), ("Referred-By", "<sip:201@x>")))
    assert refer.replaces == DialogName("a@b", "tt", "ff", early_only=True)
    assert (refer.uri, refer.referred_by) == ("sip:203@x", "sip:201@x")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], 400),
        ([("Refer-To", "<sip:1@x>"), ("Refer-To", "<sip:2@x>")], 400),
        ([("Refer-To", "<sip:>")], 400),
        ([("Refer-To", "<sip:2@x?Replaces=only-call-id>")], 400),
        ([("Refer-To", "<http://x/>")], 416),
        ([("Refer-To", "<sip:2@x;method=BYE>")], 403),
    ],
)
def test_nonsense_is_refused(headers, status):
    with pytest.raises(BadMessage) as caught:
        read_refer(request(*headers))
    assert caught.value.status == status


@pytest.mark.parametrize("header", [("Refer-Sub", "false"), ("Refer-Sub", " FALSE;x=1"), ("Require", "nosub")])
def test_sender_wants_no_subscription(header):
    refer = read_refer(request(("Refer-To", "<sip:203@x>"), header))
    progress = ReferProgress(refer, 0.0, several=False)
    assert progress.ended
    assert progress.tell(200, 1.0) is None


def test_progress_is_told_once_each_and_ends_once():
    progress = ReferProgress(read_refer(request(("Refer-To", "<sip:203@x>"))), 0.0, several=False)
    headers, body = progress.tell(100, 0.0) or ([], b"")
    assert dict(headers)["Subscription-State"] == "active;expires=180"
    assert dict(headers)["Event"] == "refer"
    assert body == b"SIP/2.0 100 Trying\r\n"
    assert progress.tell(180, 10.0) is not None
    assert progress.tell(180, 11.0) is None
    headers, body = progress.tell(486, 30.0, "Busy") or ([], b"")
    assert dict(headers)["Subscription-State"] == "terminated;reason=noresource"
    assert body == b"SIP/2.0 486 Busy\r\n"
    assert progress.tell(200, 31.0) is None


def test_second_refer_of_a_dialog_is_told_by_its_number():
    progress = ReferProgress(read_refer(request(("Refer-To", "<sip:203@x>"))), 0.0, several=True)
    headers, _ = progress.tell(100, 0.0) or ([], b"")
    assert dict(headers)["Event"] == "refer;id=7"
    assert progress.is_meant("refer; id=7")
    assert not progress.is_meant("refer;id=8")


def test_tags_are_named_from_our_side():
    assert parse_replaces("c;to-tag=ours;from-tag=theirs") == DialogName("c", "ours", "theirs")
    assert parse_target_dialog("c;local-tag=theirs;remote-tag=ours") == DialogName("c", "ours", "theirs")
    assert DialogName("c", "l", "r").mirrored == DialogName("c", "r", "l")


def test_tag_zero_is_no_tag():
    assert parse_replaces("c;to-tag=ours;from-tag=0").names("c", "ours", None)
    assert not parse_replaces("c;to-tag=ours;from-tag=x").names("c", "ours", None)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("Replaces", "c;to-tag=a;from-tag=b"), ("Replaces", "d;to-tag=a;from-tag=b")], 400),
        ([("Replaces", "c;to-tag=a;from-tag=b"), ("Join", "d;to-tag=a;from-tag=b")], 400),
        ([("Replaces", "c;to-tag=a")], 400),
        ([("Replaces", "")], 400),
        ([("Join", "d;to-tag=a;from-tag=b")], 488),
    ],
)
def test_replaces_that_cannot_be_meant(headers, status):
    with pytest.raises(BadMessage) as caught:
        replaces_of(request(*headers, method="INVITE"))
    assert caught.value.status == status


def test_ordinary_requests_name_no_dialog():
    assert replaces_of(request(method="INVITE")) is None
    assert target_dialog_of(request()) is None
    with pytest.raises(BadMessage):
        target_dialog_of(
            request(
                ("Target-Dialog", "c;local-tag=a"),
            )
        )


@given(st.text())
def test_no_text_breaks_the_readers(text):
    for parse in (parse_replaces, parse_target_dialog):
        try:
            name = parse(text)
        except ValueError:
            continue
        assert name.call_id
        assert name.local_tag
    try:
        read_refer(request(("Refer-To", text)))
    except BadMessage as error:
        assert error.status in {400, 403, 416}  # noqa: PT017
