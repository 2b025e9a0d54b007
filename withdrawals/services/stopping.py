"""A member said that something was not them: their money leaves no more, and what left is named.

A sealed file is never edited: it is voided, and built again for the same day without what is
stopped. May run any number of times.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from members.ledger import days
from members.models import SecurityReport
from members.services import reports
from withdrawals.models import PayoutAttempt, PayoutBatch
from withdrawals.rules import payout_states as states
from withdrawals.services import batches

REASON = "a member in it has stopped their payments"


def stop(*, report_id: uuid.UUID, at: datetime) -> None:
    """Void and rebuild the sealed files that would pay the member; note what was released before."""
    made = SecurityReport.objects.filter(pk=report_id).first()
    if made is None:
        return
    theirs = PayoutAttempt.objects.filter(application__member_id=made.member_id)
    sealed = theirs.filter(state=states.BATCHED, batch__state=states.BATCH_SEALED)
    voided = False
    for batch_id in sorted(set(sealed.values_list("batch_id", flat=True))):
        voided |= made.stops_money and _void(batch_id, at=at)
    left = theirs.filter(state__in=sorted(states.AWAITING_BANK)) | theirs.filter(
        state=states.BATCHED, batch__state=states.BATCH_RELEASED
    )
    references = list(
        left.order_by("pk").values_list("application__reference", flat=True).distinct()
    )
    reports.note_payments_that_left(report_id, references)
    if voided:
        batches.build(business_date=days.today(), at=at)


@transaction.atomic
def _void(batch_id: int, *, at: datetime) -> bool:
    """Give the file's items back, unless somebody released it in the meantime."""
    batch = PayoutBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != states.BATCH_SEALED:
        return False
    batches.give_back(batch, by=None, at=at, reason=REASON)
    return True
