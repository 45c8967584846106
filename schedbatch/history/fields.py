"""The headings of the fields that history compares and merges, each by its column's constant."""

from schedbatch.domain.columns import OFFERINGS
from schedbatch.domain.schedule_sheets import SHOWN_CONFLICTS, SHOWN_ILMS, SHOWN_OFFERINGS

DATE = SHOWN_OFFERINGS.date.heading
START = SHOWN_OFFERINGS.start.heading
END_DATE = SHOWN_OFFERINGS.end_date.heading
END = SHOWN_OFFERINGS.end.heading
MINUTES = SHOWN_OFFERINGS.minutes.heading
LOCATION = SHOWN_OFFERINGS.location.heading
INSTRUCTORS = SHOWN_OFFERINGS.instructors.heading
URL = SHOWN_OFFERINGS.url.heading
STATUS = SHOWN_OFFERINGS.status.heading
NOTES = SHOWN_OFFERINGS.notes.heading
EDITED = SHOWN_OFFERINGS.edited.heading
UID = SHOWN_OFFERINGS.uid.heading
OFFERING_ID = SHOWN_OFFERINGS.offering_id.heading
SESSION = OFFERINGS.session.heading
SESSION_ID = SHOWN_OFFERINGS.session_id.heading
COURSE = SHOWN_OFFERINGS.course.heading
TITLE = SHOWN_OFFERINGS.title.heading
TYPE = SHOWN_OFFERINGS.type.heading
GROUPS = SHOWN_OFFERINGS.groups.heading
HOURS = SHOWN_ILMS.hours.heading
DUE_DATE = SHOWN_ILMS.due_date.heading
DUE_TIME = SHOWN_ILMS.due_time.heading
DUE_PRIOR_TO = SHOWN_ILMS.due_prior_to.heading
ACCEPT = SHOWN_CONFLICTS.accept.heading
REASON = SHOWN_CONFLICTS.reason.heading
CONFLICT_ID = SHOWN_CONFLICTS.conflict_id.heading
