"""Header names and reason phrases (RFC 3261 §7.3.3, §20, §21).

Canonical spellings, compact forms, which headers are comma lists and which may stand only once.
"""

from __future__ import annotations

_NAMES = """
Accept Accept-Contact Accept-Encoding Accept-Language Accept-Resource-Priority Alert-Info Allow Allow-Events
Answer-Mode Authentication-Info Authorization Call-ID Call-Info Contact Content-Disposition Content-Encoding
Content-ID Content-Language Content-Length Content-Type CSeq Date Diversion Error-Info Event Expires Feature-Caps
Flow-Timer From Geolocation History-Info Identity In-Reply-To Info-Package Join Max-Forwards MIME-Version Min-Expires
Min-SE Organization P-Access-Network-Info P-Asserted-Identity P-Called-Party-ID P-Charging-Vector P-Preferred-Identity
Path Priority Privacy Proxy-Authenticate Proxy-Authentication-Info Proxy-Authorization Proxy-Require RAck Reason
Record-Route Recv-Info Refer-Sub Refer-To Referred-By Reject-Contact Remote-Party-ID Replaces Reply-To
Request-Disposition Require Retry-After Route RSeq Server Service-Route Session-Expires Session-ID SIP-ETag
SIP-If-Match Subject Subscription-State Supported Suppress-If-Match Target-Dialog Timestamp To Unsupported User-Agent
User-to-User Via Warning WWW-Authenticate
"""

_COMPACT = {
    "a": "Accept-Contact",
    "b": "Referred-By",
    "c": "Content-Type",
    "d": "Request-Disposition",
    "e": "Content-Encoding",
    "f": "From",
    "i": "Call-ID",
    "j": "Reject-Contact",
    "k": "Supported",
    "l": "Content-Length",
    "m": "Contact",
    "o": "Event",
    "r": "Refer-To",
    "s": "Subject",
    "t": "To",
    "u": "Allow-Events",
    "v": "Via",
    "x": "Session-Expires",
    "y": "Identity",
}

KNOWN = frozenset(_NAMES.split())
"""Names in their canonical form."""

_BY_LOWER = {name.lower(): name for name in KNOWN} | _COMPACT

EXACT = dict(zip(KNOWN, KNOWN, strict=True)) | _BY_LOWER | {short.upper(): name for short, name in _COMPACT.items()}
"""Names as they usually come, to their canonical form: for readers in a hurry; `canonical_name` does the rest."""

_LISTS = """
Accept Accept-Contact Accept-Encoding Accept-Language Alert-Info Allow Allow-Events Call-Info Contact Content-Encoding
Content-Language Diversion Error-Info History-Info In-Reply-To P-Asserted-Identity P-Preferred-Identity Path
Proxy-Require Reason Record-Route Recv-Info Reject-Contact Remote-Party-ID Require Route Service-Route Supported
Unsupported Via Warning
"""

LIST_HEADERS = frozenset(_LISTS.split())
"""Headers whose grammar is a comma list."""

SINGLE_HEADERS = frozenset(("Call-ID", "Content-Length", "CSeq", "From", "Max-Forwards", "To"))
"""Headers that make a message ambiguous when they stand twice (RFC 4475 §3.3.8)."""

REASONS = {
    100: "Trying",
    180: "Ringing",
    181: "Call Is Being Forwarded",
    182: "Queued",
    183: "Session Progress",
    200: "OK",
    202: "Accepted",
    300: "Multiple Choices",
    301: "Moved Permanently",
    302: "Moved Temporarily",
    305: "Use Proxy",
    380: "Alternative Service",
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    407: "Proxy Authentication Required",
    408: "Request Timeout",
    410: "Gone",
    412: "Conditional Request Failed",
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    415: "Unsupported Media Type",
    416: "Unsupported URI Scheme",
    420: "Bad Extension",
    421: "Extension Required",
    422: "Session Interval Too Small",
    423: "Interval Too Brief",
    424: "Bad Location Information",
    428: "Use Identity Header",
    429: "Provide Referrer Identity",
    430: "Flow Failed",
    433: "Anonymity Disallowed",
    436: "Bad Identity Info",
    437: "Unsupported Credential",
    438: "Invalid Identity Header",
    439: "First Hop Lacks Outbound Support",
    440: "Max-Breadth Exceeded",
    469: "Bad Info Package",
    470: "Consent Needed",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    482: "Loop Detected",
    483: "Too Many Hops",
    484: "Address Incomplete",
    485: "Ambiguous",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    489: "Bad Event",
    491: "Request Pending",
    493: "Undecipherable",
    494: "Security Agreement Required",
    500: "Server Internal Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Server Time-out",
    505: "Version Not Supported",
    513: "Message Too Large",
    555: "Push Notification Service Not Supported",
    580: "Precondition Failure",
    600: "Busy Everywhere",
    603: "Decline",
    604: "Does Not Exist Anywhere",
    606: "Not Acceptable",
    607: "Unwanted",
    608: "Rejected",
}
"""The usual reason phrase of each status."""


def canonical_name(name: str) -> str:
    """Return the canonical long form of a header name; an unknown one keeps its spelling, blanks around it go."""
    known = EXACT.get(name)
    if known is not None:
        return known
    name = name.strip()
    return _BY_LOWER.get(name.lower(), name)


def is_known(name: str) -> bool:
    """Tell whether a canonical name is one of the table."""
    return name in KNOWN
