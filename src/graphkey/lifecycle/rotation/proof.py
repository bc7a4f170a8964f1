"""
Whether an API accepts a certificate: one call of it as the service makes it, with a made-up user, judged as `proof` judges it.

The default of `Outside.prove`; `graphkey prove` looks at far more than this one question.

Rule: only an answer of a step is acceptance. Front ends say 400, 401 or 403 to a certificate that they do not know, and what is
unclear is no acceptance.
Rule: whether the certificate came before the API at all is told apart: only then is no acceptance a finding about the API.
Source: `proof/seen.reaction`, and the sources named there.
"""

from collections.abc import Callable
from typing import Any

from graphkey.certs.diagnose import Bundle
from graphkey.lifecycle.proof.probes import SAMPLE_CLAIMS, SAMPLE_CLIENT_ID
from graphkey.lifecycle.proof.seen import reaction
from graphkey.lifecycle.rotation.outside import Proof
from graphkey.steps.bodies import body, encode
from graphkey.steps.caller import Attempt, Exchange, call
from graphkey.steps.model import WORKFORCE_BUDGET, find_step
from graphkey.steps.tls import ClientIdentity

_ANY_STEP = "postAttributeCollection"  # of both kinds of tenant

Caller = Callable[..., Exchange]


def prover(trust_pem: bytes = b"", *, caller: Caller = call) -> Callable[[str, str, Bundle], Proof]:
    """
    Make what proves acceptance by calling an API.

    Args:
        trust_pem: authorities of the API's own certificate, besides the system's.
    """

    def prove(target_url: str, slot: str, bundle: Bundle) -> Proof:
        key: Any = bundle.key  # of whatever kind: a handshake that cannot be made with it says so
        content = encode(body(find_step(slot or _ANY_STEP), SAMPLE_CLAIMS, client_id=SAMPLE_CLIENT_ID))
        identity = ClientIdentity(key, bundle.leaf, bundle.chain)
        budget = WORKFORCE_BUDGET.seconds  # as long as the most patient service waits
        return judged(caller(target_url, content, identity=identity, budget_s=budget, trust_pem=trust_pem).last)

    return prove


def judged(attempt: Attempt) -> Proof:
    """Say what an attempt with a certificate proves."""
    if attempt.failure is not None:
        spoken = attempt.tls_version is not None and attempt.failure != "tls-failed"
        return Proof(False, attempt.detail or attempt.failure, spoken or attempt.failure == "certificate-refused")
    said = f"it answered {attempt.status} over {attempt.tls_version}"
    if reaction(attempt) != "accepted":
        return Proof(False, f"{said}, which is no answer of a step")
    if not attempt.asked_for_certificate:
        said += (
            "; but it asked for no certificate in the handshake, so that it has seen none (graphkey prove tells more)"
        )
    return Proof(True, said)
