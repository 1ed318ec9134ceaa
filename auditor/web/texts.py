"""Every English text of the pages, by name, so that another language is one more table.

The report's own words are in `auditor.report.wording` and in its template, which the
pages share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

REMEDIES: Final[Mapping[str, str]] = {
    "input.encrypted": "save a copy without a password, and hand that in",
    "limit.time": "save it smaller or simpler, and hand that in",
    "limit.memory": "save it smaller or simpler, and hand that in",
    "engine.missing": "ask whoever runs this server to look at: auditor doctor",
}
"""What to do about a file that could not be read, by slug, where the command line would
name an option that no page has."""

ENGLISH: Final[Mapping[str, str]] = {
    # Around every page
    "name": "Auditor",
    "skip": "Skip to the content",
    "menu": "Pages",
    "nav_audit": "Audit a label",
    "nav_products": "Products",
    "nav_review": "Review",
    "nav_profiles": "Profiles",
    "sign_out": "Sign out",
    # Handing in
    "home_title": "What does the label say?",
    "home_lead": "Hand in pictures of every side of one product. The program reads what is "
    "printed, judges it by published rules, and shows the print that each answer rests on. "
    "Nothing leaves this server.",
    "drop": "Drop pictures or PDFs here",
    "choose": "Choose files",
    "camera": "Take a photo",
    "chosen": "Files to hand in",
    "remove": "Remove {name}",
    "limits": "Up to {files} files, {size} MB together: JPEG, PNG, WebP, HEIC, AVIF, TIFF, "
    "BMP, GIF or PDF.",
    "product_name": "What you call the product",
    "optional": "optional",
    "rules": "Rules",
    "whole_label": "These files show every side of the package",
    "whole_label_why": "Only then can the program say that something is not on the label.",
    "submit": "Audit",
    "recent": "Lately",
    "all_products": "All products",
    "how": "How to photograph a label",
    "how_1": "Every side: front, facts panel, ingredients to the last line, directions and "
    "warnings, seals. On a bottle that is four to six photos that overlap.",
    "how_2": "Straight on, and so close that the label fills the picture.",
    "how_3": "Sharp, in daylight, without flash: a reflection wipes out print.",
    "how_4": "The original file: messengers shrink pictures until small print is lost.",
    # While it is read
    "reading_title": "Reading the label",
    "reading_lead": "{done} of {total} files read. A photo takes a few seconds; you can "
    "leave this page and come back.",
    "in_line": "{count} files of other products wait before or beside it.",
    "state_queued": "waits",
    "state_running": "is being read",
    "state_read": "read",
    "state_failed": "could not be read",
    # One product
    "download": "Download",
    "export_html": "Report (HTML)",
    "export_json": "JSON",
    "export_csv": "CSV",
    "export_truth": "Transcription",
    "print_hint": "To get a PDF, print this page.",
    "delete": "Delete",
    "delete_sure": "Delete this product with its pictures, for good?",
    "delete_yes": "Yes, delete it",
    "apply": "Apply",
    "add_photo": "Add a photo",
    "add_lead": "A picture of what is missing settles it: it is read with the others.",
    "add_submit": "Add and read",
    "scanned_heading": "This product was read by a scan",
    "scanned_lead": "To add a photo, or to say that its files show every side, have its "
    "files read here first. The result of the scan stays beside it.",
    "scanned_gone": "To add a photo, or to say that its files show every side, hand its "
    "files in as a new product: they are not where the scan read them.",
    "read_files": "Read its files here",
    "not_opened": "the server was started without the results of the scan that read it",
    "correct": "Correct",
    "correct_fact": "Correct: {fact}",
    "read_here": "Everything read on this picture",
    "read_nothing": "No print was read on this picture.",
    "history": "History",
    "history_lead": "What happened to this product, the last first.",
    "when": "When",
    "who": "Who",
    "what": "What",
    "result": "Result",
    "event_submitted": "handed in: {detail}",
    "event_scanned": "scanned: {detail}",
    "event_added": "added: {detail}",
    "event_rules": "rules: {detail}",
    "event_corrected": "corrected: {detail}",
    "event_withdrew": "gave back to the reading: {detail}",
    "event_accepted": "reviewed and accepted",
    "zoom_close": "Close",
    "zoom_title": "On the label",
    "zoom_read": "What was read here",
    "reviewed_by": "Reviewed and accepted by {name} on {day}",
    # Correcting
    "correct_title": "Correct a fact",
    "correct_lead": "Type what the label prints, not what would be right. What was read is "
    "kept beside it, and findings and verdict follow at once.",
    "was_read": "Read by the program",
    "now_says": "As it stands",
    "says_found": "The label says",
    "says_absent": "It is not on the label",
    "says_unreadable": "It is there but cannot be read on these pictures",
    "says_reading": "Take what was read",
    "as_printed": "As printed",
    "seen_on": "Seen on",
    "your_name": "Your name",
    "save": "Save",
    "cancel": "Cancel",
    "hint_lines": "One item a line.",
    "hint_nutrients": "One row a line, as in “L-Glutamine | 5 g | 10%”. A member of a "
    "blend begins with “- ”, below the row of its blend.",
    "hint_other_ingredients_text": "The whole list to its last name, or “None”.",
    "hint_serving_size": "As in “1 scoop (5 g)”.",
    "hint_grams": "As in “5 g” or “500 mg”.",
    "hint_daily_glutamine_g": "Grams a day, as in “5” or “5 to 15”.",
    "hint_servings_per_container": "A number.",
    # The list
    "list_heading": "Products",
    "search": "Search name or brand",
    "verdict": "Verdict",
    "any": "any",
    "state": "State",
    "filter_waiting": "being read",
    "filter_done": "read",
    "filter_reviewed": "reviewed",
    "filter_open": "not reviewed",
    "show": "Show",
    "found_count": "{total} found",
    "product": "Product",
    "score": "Score",
    "open_questions": "Open",
    "changed": "Changed",
    "reviewed": "Reviewed",
    "none_yet": "No product yet.",
    "none_found": "Nothing matches.",
    "hand_in": "Hand in a label",
    "choose_compare": "Select {title} to compare",
    "compare": "Compare the selected",
    "export_list": "This list as CSV",
    "export_set": "Reviewed labels as an evaluation set",
    "newer": "Newer",
    "older": "Older",
    "page_count": "{first} to {last} of {total}",
    "being_read": "being read",
    "yes": "yes",
    "dash": "–",
    # Comparing
    "compare_heading": "Side by side",
    "compare_lead": "The better one of each line is marked; where they are even, none is.",
    "compare_few": "Select two to four products in the list.",
    "compare_criterion": "Criterion",
    "better": "better",
    "overall": "Overall",
    "facts": "What the labels say",
    # Reviewing
    "review_heading": "Review",
    "review_progress": "{done} of {total} products reviewed",
    "review_empty": "Nothing waits for review.",
    "key_accept": "Accept",
    "key_next": "Skip to the next",
    "key_correct": "Correct the next doubtful fact",
    "key_back": "Back up the findings",
    "key_forward": "Down the findings",
    # Profiles
    "profiles_heading": "Profiles",
    "profiles_lead": "A profile says which criteria count, in what role and with what "
    "weight. Choose one when you hand a label in, or on a product's page.",
    "profile_default": "default",
    "profile_preview": "What it asks",
    "role": "Role",
    "weight": "Weight",
    "asks": "Asks",
    "decides": "How it decides",
    "profile_use": "Audit a label by it",
    # Signing in
    "login_heading": "Sign in",
    "login_lead": "This server asks for a token. Whoever runs it gives it out.",
    "token": "Token",
    "login": "Sign in",
    # Refusals
    "error_heading": "That did not work",
    "error_back": "Back",
    "wrong_token": "the token is not known",
    "expired": "the form is too old, or its cookie was lost",
    "expired_remedy": "load the page again",
    "no_page": "there is no such page",
}
