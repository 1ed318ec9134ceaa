"""Who vouches for the product, by what the label claims.

No registry is asked: a seal is a claim until somebody looks it up, so every pass
here says where the claim stands and that it is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.criteria.criterion import (
    Judgement,
    Rationale,
    criterion,
    failed,
    not_applicable,
    passed,
    unknown,
)
from auditor.criteria.panel import panel_of
from auditor.criteria.seen import PHOTOGRAPH_REST, names, not_every_face, sure, unreadable
from auditor.model import Absent, Certification, Found, LabelFacts, Tier, Unreadable

if TYPE_CHECKING:
    from auditor.criteria.terms import Terms
    from auditor.model import Evidence

_INDEPENDENT = (Tier.A, Tier.A2, Tier.B)
_VERIFY = "claimed on the label; no registry was asked, so verify it with the body named"
_SEAL_CLOSER = "photograph the seal closer, so that the letters along its rim are sharp"
_READ_AGAIN = "photograph the seal or the sentence closer, so that its words are sharp"


def _claimed(facts: LabelFacts) -> tuple[Certification, ...]:
    match facts.certifications:
        case Found(value=claimed):
            return claimed
        case Absent() | Unreadable():
            return ()


def _vouches(certification: Certification) -> bool:
    """An independent body or a licence stands behind the making or the product.

    A certificate of organic farming has a body too, and says nothing about good
    manufacturing practice.
    """
    if certification.organic and not (certification.gmp or certification.third_party):
        return False
    return certification.tier in _INDEPENDENT


@criterion(
    id="assurance.gmp-third-party",
    title="GMP and third-party testing are vouched for",
    failure_title="Nobody independent vouches for GMP or testing",
    why=Rationale(
        because="What is in a container cannot be seen on its label. The article asks "
        "for good manufacturing practice that a third party has certified.",
        article_section="What is the Best Form of Glutamine to Supplement?",
        rules=("21 CFR 111", "NSF/ANSI 173", "NSF/ANSI 455-2"),
    ),
)
def gmp_third_party(facts: LabelFacts, terms: Terms) -> Judgement:
    """A named independent body or licence, or both claims without a name.

    The maker's own words, "GMP compliant" or "FDA registered facility", do not
    count: the law asks every maker for the former, and the latter is a list that
    anybody can join. A profile that wants the named body does not accept unnamed
    claims either.
    """
    claimed = [c for c in _claimed(facts) if not c.beside]
    bodies = [c for c in claimed if _vouches(c)]
    if good := [c for c in bodies if sure(c.evidence)]:
        return _named(good)
    if bodies:
        return unknown(
            f"something like {names(repr(c.text) for c in bodies)} stands on the label, "
            "too badly read to rely on",
            remedy=_READ_AGAIN,
            evidence=_where(bodies),
        )
    if open_ := [c for c in _claimed(facts) if c.beside and _vouches(c)]:
        return unknown(
            f"{names(repr(c.text) for c in open_)} may speak of something else than the "
            f"product: it also says {names(repr(word) for word in open_[0].beside)}",
            remedy="look for the seal itself, or ask the maker for the certificate",
            evidence=_where(open_),
        )
    own_words = [c for c in claimed if c.gmp or c.third_party]
    readable = [c for c in own_words if sure(c.evidence)]
    both = any(c.gmp for c in readable) and any(c.third_party for c in readable)
    if both and not terms.named_body:
        return passed(
            "the label claims good manufacturing practice and third-party testing",
            evidence=_where(readable),
            note="claimed, not named, verify: ask the maker which body audits and tests",
        )
    if not terms.named_body and (doubtful := _claims_of_both(facts)):
        return unknown(
            f"the label speaks of good manufacturing practice and of third-party testing, "
            f"but {doubtful.text!r} may speak of something else than the product: it also "
            f"says {names(repr(word) for word in doubtful.beside)}",
            remedy="ask the maker which body audits and tests",
            evidence=doubtful.evidence,
        )
    if own_words:
        said = names(repr(c.text) for c in own_words)
        only = f"the label says only {said}, which names no independent body"
    else:
        only = "the label names no independent body that audits or tests"
    if not sure(_where(own_words)):
        return unknown(
            f"{only}, and it was badly read", remedy=_READ_AGAIN, evidence=_where(own_words)
        )
    if seals := facts.coverage.unread_seals:
        return unknown(
            f"{only} as far as it was read; a seal was seen that could not be read",
            remedy=_SEAL_CLOSER,
            evidence=(*seals, *_where(own_words)),
        )
    match facts.certifications:
        case Unreadable(reason=reason):
            return unknown(
                unreadable("seals and statements", reason), remedy=PHOTOGRAPH_REST
            )
        case Found() | Absent():
            pass
    if reason := not_every_face(facts.coverage):
        return unknown(
            f"{only} as far as it was read; {reason}",
            remedy=PHOTOGRAPH_REST,
            evidence=_where(own_words),
        )
    return failed(
        only,
        evidence=_where(own_words),
        searched=(f"every face of the label: {facts.coverage.because or 'all were read'}",),
        remedy="ask the maker for a certificate of a named body, or choose a product "
        "that carries one",
    )


def _claims_of_both(facts: LabelFacts) -> Certification | None:
    """Where both claims stand there, the first of them that may be of something else."""
    own_words = [
        c for c in _claimed(facts) if (c.gmp or c.third_party) and sure(c.evidence)
    ]
    if any(c.gmp for c in own_words) and any(c.third_party for c in own_words):
        return next((c for c in own_words if c.beside), None)
    return None


def _named(good: list[Certification]) -> Judgement:
    best = min(good, key=lambda c: _INDEPENDENT.index(c.tier))
    note = _VERIFY
    if best.tier is Tier.A2:
        note = f"its scope is limited, not the whole label; {_VERIFY}"
    return passed(
        f"the label carries {names(repr(c.text) for c in good)}",
        evidence=_where(good),
        note=note,
    )


def _where(certifications: list[Certification]) -> list[Evidence]:
    return [e for c in certifications for e in c.evidence]


@criterion(
    id="assurance.organic",
    title="Certified organic",
    failure_title="Not certified organic",
    why=Rationale(
        because="The article prefers organic products where there are any. Amino acids "
        "are made by fermentation and are not on the list of what organic products may "
        "contain, so a product never loses by not being organic.",
        article_section="What is the Best Form of Glutamine to Supplement?",
        rules=("7 CFR 205.301", "7 CFR 205.303", "7 CFR 205.605(a)"),
    ),
)
def organic(facts: LabelFacts, terms: Terms) -> Judgement:
    """Counts when it is met and never against a product.

    Organic words without a certifier or seal are not a certificate: 7 CFR 205.303
    wants the certifying agent's name on the label. On a product that is nothing
    but one amino acid the seal itself is odd enough to ask for the certificate.
    """
    certificates = [
        c
        for c in _claimed(facts)
        if c.organic and (c.named or c.tier in _INDEPENDENT) and sure(c.evidence)
    ]
    if not certificates:
        return not_applicable(
            "not met: no certificate of organic production was found, which counts "
            "neither for nor against the product"
        )
    note = _VERIFY
    rows = panel_of(facts, terms)
    if rows and all(row.is_active or row.is_basic for row in rows):
        note = (
            "an amino acid made by fermentation is seldom eligible for this seal: ask "
            f"for the certificate; {_VERIFY}"
        )
    return passed(
        f"the label carries {names(repr(c.text) for c in certificates)}",
        evidence=_where(certificates),
        note=note,
    )
