"""Every limit and time-out of the house, in one reviewed file."""

from __future__ import annotations

# Database
DB_POOL_SIZE = 9  # threads of one web process, and one to spare
DB_POOL_TIMEOUT_S = 5
DB_CONNECT_TIMEOUT_S = 5
DB_SILENCE_S = 10  # a peer that says nothing is asked, and given up after as long again
DB_ATTEMPTS = 5
REPLICA_WAIT_S = (
    0.2  # for a replica to come as far as who asks; then the server that writes answers
)
REPLICA_REST_S = 10  # how long a replica that was away is not asked
DB_STATEMENT_TIMEOUT_MS = 30_000
DB_LOCK_TIMEOUT_MS = 5_000
DB_IDLE_TIMEOUT_MS = 60_000
DB_MIGRATION_LOCK_TIMEOUT_MS = 3_000
DB_MIGRATION_TIMEOUT_MS = 600_000

# Faults of one input told at once
FINDINGS_SHOWN_MAX = 100
FINDINGS_COUNTED_MAX = 10_000  # then reading stops: the sender has enough to correct

# JSON
JSON_BYTES_MAX = 1 << 20
JSON_DEPTH_MAX = 32
JSON_NUMBER_CHARS_MAX = 40

# XML: for every document
XML_CHUNK_BYTES = 64 << 10
XML_PROLOG_BYTES_MAX = 16 << 10
XML_DEPTH_MAX = 64
XML_ATTRIBUTES_MAX = 64  # of one element
XML_NAMES_MAX = 500  # different names; the parser keeps each of them as long as its thread lives
XML_NAME_CHARS_MAX = 512  # of a name with its namespace
XML_TOKEN_BYTES_MAX = 256 << 10  # one tag, comment or payment; attachments travel beside the XML
# XML: a document read whole, such as a direct-link envelope
XML_BYTES_MAX = 1 << 20
XML_ELEMENTS_MAX = 20_000
XML_TEXT_CHARS_MAX = 100_000
# XML: a spooled file read as a stream
XML_FILE_BYTES_MAX = 200 << 20
XML_FILE_ELEMENTS_MAX = 5_000_000

# ISO 20022
ISO_TRANSACTIONS_MAX = 100_000  # payments in one pain.001
BESIDE_LISTS_MAX = 8  # made by one thread before another takes them
ISO_HELD_MAX = 1_000  # held at once; a longer message is staged as it is read
ISO_BLOCKS_MAX = 200  # batches of one that is longer
ISO_REPORTED_MAX = (
    5_000  # payments named in one report on a long message; its rows are asked for by page
)
RECEIVED_PIECE_BYTES = 1 << 20  # of a kept message, packed

# Files of rows (batch payments, payroll): read by a child process of their own
INTAKE_BYTES_MAX = 20 << 20
INTAKE_FORM_BYTES_MAX = (
    32 << 20
)  # of the request; a file between the two is refused with a sentence
INTAKE_UNPACKED_BYTES_MAX = 160 << 20  # of everything in a workbook
INTAKE_ENTRIES_MAX = 1_000  # files within a workbook
INTAKE_ROWS_MAX = 100_000
INTAKE_COLUMNS_MAX = 100
INTAKE_CELL_CHARS_MAX = 1_000
INTAKE_MEMORY_BYTES = 256 << 20  # of the child, all of its addresses
INTAKE_CPU_S = 2
INTAKE_XML_CPU_S = 10  # a pain.001 is judged line by line while it is read
INTAKE_SECONDS = 60  # by the clock, however busy the machine is
INTAKE_AT_ONCE = 2  # children of one process
INTAKE_WAIT_S = 5.0  # for one of these
INTAKE_KEPT_S = 24 * 3600  # a file whose columns nobody named
INTAKE_LEAD_ROWS = 30  # the headings stand among the first rows
INTAKE_FORMULAS_MAX = 200_000  # remembered of one sheet

# Payslips
PAYSLIP_CODE_S = 600  # a code that was sent for
PAYSLIP_HANDED_CODE_S = 3 * 24 * 3600  # a code that was handed over
PAYSLIP_GUESSES_MAX = 5  # at one code
PAYSLIP_VIEW_S = 900  # an opened slip stays open in that browser
PAYSLIPS_KEPT_ROWS = 1_000  # sealed and written at a time
PAYSLIPS_PRINTED_MAX = 500  # in one PDF of a pack
PAYSLIP_PACK_KEPT_S = 24 * 3600  # a pack of payslips, sealed

# Records
OUTBOX_RETRY_FIRST_S = 2
OUTBOX_RETRY_DOUBLINGS = 8  # 2 s … 512 s
OUTBOX_ATTEMPTS_ALARM = 8  # then somebody should look; the message stays
OUTBOX_PAGE_ROWS = 500
OUTBOX_ERROR_CHARS_MAX = 300
SEAL_ROWS_MAX = 2_000  # audit rows sealed in one transaction
SEAL_AGE_ALARM_S = 60  # an older unsealed row means that the sealer does not run
AUDIT_PAGE_ROWS = 5_000  # rows read at a time while a chain is verified

# Approval
POLICIES_KEPT_MAX = 1_000  # texts of rules a process keeps as it has read them

# Pages
PAGE_ROWS_MAX = 200

# Accounts
BALANCE_DAYS_MAX = 100  # days of balances in one answer
SUMMARY_DAYS_MAX = 366  # days summed up in one answer
MONTH_ENDS_MAX = 24  # months whose balances are shown for reconciliation
ACCOUNTS_ASKED_MAX = 200  # in one answer; a mark of polling holds a line for each
LINES_PAGE_MAX = 500

# Commands
BATCH_ROWS_MAX = 1_000  # payments of one batch; longer ones come in parts or as a pain.001
BATCH_PARTS_MAX = 10  # of one batch, which is made in one transaction
BATCH_FILE_ROWS_MAX = 100_000  # of one file
BATCH_STAGING_S = 300  # for one statement of who stages it, however slowly its rows come
BATCH_BESIDE_ROWS = 1_000  # of a list that is read beside whoever stages it; fewer need no thread
BATCH_STAGED_LISTS = 10  # of those, judged and kept as one set while the next ones are read
BATCH_PORTION_ROWS = 1_000  # paid in one transaction, unless the bank sets another number
BATCH_LEASE_S = 60  # of whoever pays a portion
BATCH_BANKS_MAX = 2_000  # different payee banks named in one file
BATCH_MENDED_MAX = 5_000  # rows changed in one request
BATCH_PASSES_MAX = 200  # portions one worker pays before another bank has its turn
BATCH_PARTS_KEPT_S = 7 * 24 * 3600  # whether they became a batch or not
GROUP_ITEMS_MAX = 10_000  # of one list in a command; longer ones come as a document

# Payees
NAME_CHECKS_A_DAY_MAX = 200  # by one person: names are asked to pay somebody, not to find accounts
NAME_CHECK_CONNECT_TIMEOUT_S = 1
NAME_CHECK_READ_TIMEOUT_S = 2  # somebody waits at a form
NAME_CHECK_TOTAL_TIMEOUT_S = 3
NAME_CHECKS_SETTLED_MAX = 20  # questions of programs, sent in one round of one bank

# Banks
BANK_PROFILE_KEPT_S = 5  # a change of a bank's configuration is seen this much later
SEARCH_ROWS_MAX = 20
DIRECTORY_PAGE_MAX = 500  # banks in one answer
CALENDAR_DAYS_MAX = 400  # days in one answer

# Passwords (Argon2id, RFC 9106) and guessing
PASSWORD_CHARS_MIN = 8
PASSWORD_CHARS_MAX = 128
PASSWORD_CHARS_ESTIMATED = 32  # the estimator's time grows fast; a weak beginning is weak enough
PASSWORD_GUESSES_LOG10_MIN = 8  # what an estimator must need, ten to this power
PASSWORD_MEMORY_KIB = 47_104
PASSWORD_PASSES = 1
PASSWORD_LANES = 1
PASSWORD_CHECKS_AT_ONCE = 4  # per process: a flood of log-ins must not take all memory
LOGIN_CHARS_MAX = 64
LOGIN_FAILURES_MAX = 5  # in a row, then a block
LOGIN_BLOCK_S = 15 * 60
LOGIN_BLOCK_FACTOR = 4  # each further block lasts this much longer
LOGIN_BLOCK_MAX_S = 24 * 3600
LOGIN_FAILURES_FINAL = 100  # in a row; then only a new password opens the account (NIST SP 800-63B)
ADDRESS_ATTEMPTS_MAX = 60  # log-ins from unknown devices of one address in a window
ADDRESS_WINDOW_S = 15 * 60
THROTTLE_KEPT_S = 90 * 24 * 3600

# Users
ACTIVATION_LIFE_S = 72 * 3600  # of an activation code
ACTIVATION_GUESSES_MAX = 5  # at one code; then it is dead
ADMINISTRATORS_MIN = 2  # of an enterprise, unless the bank lets it have one

# Sessions and devices
SESSION_IDLE_S = 15 * 60
RECOVERY_LIFE_S = 24 * 3600  # of a code that follows a reset of methods
SESSION_LIFE_S = 12 * 3600
STAFF_SESSION_LIFE_S = 10 * 3600  # a working day at the bank's desk
DESK_ROWS_MAX = 200  # of one list at the desk
QUEUE_DEAD_SHOWN_DAYS = 7  # what gave up is shown, counted and tried again for so long
DAY_ENDS_SHOWN = 60  # days in the list of day ends
NIGHT_ACCOUNTS = 5_000  # accounts whose day is closed in one transaction
GUARD_EVERY_S = 30.0  # between two rounds of the coherence checker, of real time: what is wrong is found within a minute
BOOKED_TOLD_MAX = 100  # transactions one event of the books names
NIGHT_CREDITS = 1_000  # accounts that are paid interest in one transaction
STOP_HOURS = 48  # an emergency stop of payments ends by itself after so long
SESSION_TOUCH_S = 30  # a session's last use is written at most this often
DEVICE_LIFE_S = 180 * 24 * 3600  # since it was last seen

# Strong authentication
CHALLENGE_LIFE_S = 120  # to answer what an authenticator is asked
TICKET_LIFE_S = 5 * 60  # between the password and the second factor of a log-in
HANDOFF_LIFE_S = 120  # to scan the code that opens an item on the phone
TOTP_STEP_S = 30
TOTP_DIGITS = 6
TOTP_STEPS_BACK = 1  # RFC 6238 §5.2: the code that was shown while it was typed
TOTP_SECRET_BYTES = 20
PASSKEY_JSON_CHARS_MAX = 16 << 10
METHODS_MAX = 20  # passkeys and codes of one person
METHOD_LABEL_CHARS_MAX = 40

# Clearing: what comes back is hostile input like any other
CLEARING_CONNECT_TIMEOUT_S = 3
CLEARING_READ_TIMEOUT_S = 10  # between two bytes
CLEARING_TOTAL_TIMEOUT_S = 20  # of one exchange, however slowly it drips
CLEARING_PAGE_MESSAGES = 100  # collected in one exchange
CLEARING_ID_CHARS_MAX = 64  # of a message id, a reference or a code
CLEARING_KEPT_CHARS_MAX = 2_000  # of what could not be read and is kept for an operator
DISPATCH_ROWS_MAX = 50  # submissions looked at in one round of one bank
DISPATCH_SILENCES_MAX = 3  # calls nobody answered, in a row; then the round ends

# Direct link
PUBLIC_KEYS_KEPT_MAX = 10_000  # loaded keys of certificates, per process
LINK_BODY_BYTES_MAX = (
    XML_FILE_BYTES_MAX  # of one request; only a document may be longer than XML_BYTES_MAX
)
LINK_HEAD_BYTES_MAX = 4 << 10  # what is read of a message before its signature is verified
LINK_SOAP_START_BYTES = 64 << 10  # the same of a SOAP message, whose headers stand before its head
LINK_SERIAL_KEPT_CHARS = 140  # of the sender's serial, in the log of messages
LINK_WINDOW_S = 5 * 60  # a message's time may differ from ours by this, before and after
LINK_NONCE_KEPT_S = (
    7 * 24 * 3600
)  # far longer than twice the window: no message counts twice, and its log can be asked about
LINK_SIGNATURE_CHARS_MAX = 700  # of the header, base64; RSA of 4096 bits takes 684
LINK_READERS_MAX = 6  # of the eight threads of a process; the others are for those who do not wait
LINK_READER_WAIT_S = 1.0  # for one of these, before a message is told to come again
LINK_PER_MINUTE = 6_000  # messages of one enterprise, unless the bank agreed otherwise
LINK_BURST_S = 10  # what may come together after a rest: the messages of so many seconds
LINK_KEY_TOLD_DAYS = 14  # a next key of the bank is announced for so long at least
LINK_AT_ONCE = 6  # messages of one enterprise answered at once, of the eight threads of a process
LINK_PLACE_WAIT_S = 1.0  # for one of these

# The sandbox of a test deployment
SANDBOX_RULES_MAX = 100  # of one enterprise; each submission is held against all of them
SANDBOX_TIMES_MAX = 10_000  # one rule may count
SANDBOX_COPIES_MAX = 4  # of one credit
SANDBOX_CLOCK_DAYS_MAX = 31  # in one step
SANDBOX_ORDERS_SHOWN = 20
SANDBOX_CLAIMED_MAX = 20  # orders of one bank in one round
SANDBOX_LEASE_S = 30  # also the wait before an order nobody heard is tried again
SANDBOX_ATTEMPTS_MAX = 10
SANDBOX_KEPT_DAYS = 90  # what submissions met, and what was asked

# What operations watch
DISK_LOW_RATIO = 0.10  # less of a disk free than this is worth a warning
DISK_FULL_RATIO = 0.02  # less than this, and a process takes no more requests
CLOCK_OFFSET_S = 1.0  # from the database's
CLOCK_OFFSET_MAX_S = (
    60.0  # then a process takes no more requests; a message's window is five minutes
)
CALENDAR_ALARM_DAYS = 60  # before a year without a calendar begins
QUEUE_AGE_ALARM_S = 300  # the oldest of a queue
UNKNOWN_AGE_ALARM_S = 4 * 3600  # an outcome nobody knows
CHORE_OVERDUE_ALARM_S = 120  # the worker is not there, or far too slow
WATCH_TIMEOUT_S = 5  # for whoever asks the listener
CERTIFICATES_WATCHED_DAYS = (7, 30)
SPANS_KEPT = 8_192  # of a process, until they are sent to a collector
SPANS_PORTION = 512
SPANS_REST_S = 2
SPANS_TIMEOUT_S = 5

# Programs of one machine
START_WITHIN_S = 60
STOP_WITHIN_S = 10

# Backups
BACKUP_REST_S = 1  # between two looks at the store, and before the server is looked for again
BACKUP_KEEP = 7  # base copies, with the log from the oldest of them on
BACKUP_AGE_MAX_S = 26 * 3_600  # older is an alarm: a daily copy and its duration
BACKUP_WAL_AGE_MAX_S = 30
BACKUP_FILES_AGE_MAX_S = 300  # the first look after a start goes through all of them
BACKUP_REPLAY_S = 6 * 3_600  # for the log of a week

# The web bank
ATTACHMENT_BYTES_MAX = 10 << 20
ATTACHMENTS_MAX = 5  # with one payment
BILL_FILES_MAX = 10  # of one enterprise with one bill
FORM_BYTES_MAX = ATTACHMENTS_MAX * ATTACHMENT_BYTES_MAX + (1 << 20)  # one request of a browser
FORM_FIELDS_BYTES_MAX = 256 << 10  # its fields, without files
FORM_PARTS_MAX = 300
BULK_SIGNATURES_MAX = 50  # payments signed in one submission
DB_STATEMENTS_MAX = 400

# Certificates of the direct link
CERTIFICATE_DAYS = 365
CERTIFICATE_GRACE_DAYS = 14  # a renewed key counts for so long beside its successor
CERTIFICATE_TOLD_DAYS = (30, 7, 1)  # before its end
AUTHORITY_DAYS = 20 * 365
REVOCATION_LIST_DAYS = 7  # until the next is due at the latest
REVOCATION_LIST_EARLY_DAYS = 5  # made anew when so little of that is left
LINK_NETWORKS_MAX = 50  # of one enterprise
LINK_MESSAGES_SHOWN_MAX = 100
LINK_COUNTED_MAX = 20_000  # messages of one enterprise, for a page that says how many came lately
AUDIT_EXPORT_ROWS_MAX = 20_000

# Documents made by a task
DOCUMENT_CERTIFICATE_DAYS = 5 * 365
DOCUMENT_CERTIFICATE_EARLY_DAYS = 30  # so long before its end another signs
PRINT_RECEIPTS_MAX = 100  # in one file while somebody waits
SHARE_DAYS_MAX = 30
SHARE_USES_MAX = 20
SHARES_LISTED_MAX = 20  # of one receipt
VERIFY_FILE_BYTES_MAX = 32 << 20  # that a stranger may have checked
TASKS_LISTED_MAX = 50
SCHEDULES_DUE_MAX = 100  # statements begun in one round
TASK_DAYS_MAX = 100  # of one task
TASKS_WAITING_MAX = 10  # of one enterprise
TASK_PAGE_ROWS = 50  # receipts read in one transaction
TASK_MERGED_ROWS = 500  # receipts in one file of a task
TASK_LEASE_S = 600  # whoever makes a file has so long; then another worker begins anew
TASK_ATTEMPTS_MAX = 5
TASK_FILE_BYTES_MAX = 1 << 30
TASK_PART_BYTES = 512 << 10  # of the file in one answer
TASK_KEPT_DAYS = 7
TASKS_EXPIRED_MAX = 50  # in one round

# Jobs
JOBS_POLL_S = 1.0  # a worker looks at the schedule this often, of real time, if nobody wakes it
JOBS_REST_S = 5.0  # how long it rests when the database is away
JOBS_PASSES_MAX = 20  # of one lane in one bank before the next bank has its turn
JOBS_ROUNDS_MAX = 2_000  # of a run until idle
OUTBOX_TOLD_MAX = 100  # messages told in one transaction
RELEASE_ROWS_MAX = 10_000  # payments whose day has come, looked at in one round
RELEASE_GROUP_MAX = (
    100  # of one group in one transaction: each makes its account's row one version longer
)
WAKE_UP_EVERY_S = 0.2  # of one bank by one process
FORGOTTEN_ROWS_MAX = 5_000  # deleted in one transaction

# Notices outside the house
CHANNELS_MAX = 10  # of one person
CHANNEL_CODE_DIGITS = 6
CHANNEL_CODE_S = 600
CHANNEL_CODE_TRIES_MAX = 5
DELIVERIES_MAX = 50  # taken in one round
DELIVERY_LEASE_S = 60
DELIVERY_ATTEMPTS_MAX = 8
DELIVERY_TIMEOUT_S = 10
DELIVERY_ERROR_CHARS_MAX = 200
DELIVERY_WAIT_MAX_S = 3_600  # however long a push service asks to be left alone

# Invoices of fees
TAX_TIMEOUT_S = 10  # to connect, and for each answer of the tax platform
INVOICE_LEASE_S = 60  # also the first wait before it is asked again: 60 s, doubling
INVOICE_DOUBLINGS = 6  # up to about an hour
INVOICES_CLAIMED_MAX = 10
INVOICE_FEES_MAX = 20_000  # on one invoice
INVOICE_MAILS_MAX = 20  # mailboxes one invoice may be sent to
INVOICE_MAILS_CLAIMED_MAX = 10

# Webhooks
WEBHOOKS_MAX = 5  # addresses of one enterprise
WEBHOOK_LEASE_S = 15  # also the first wait: 15 s, doubling
WEBHOOK_DOUBLINGS = 8  # up to about an hour
WEBHOOK_ATTEMPTS_MAX = 40  # more than a day
WEBHOOKS_CLAIMED_MAX = 20
WEBHOOK_KEPT_DAYS = 30  # what went or was given up; so long it can be sent once more
WEBHOOK_COUNTED_MAX = 1_000  # of what waits or was given up, for one address on a page
ADDRESSES_SEALED_MAX = 500  # in one round
SUBSCRIPTION_CHARS_MAX = 2_000
PUSH_TTL_S = 86_400  # how long a push service keeps what a sleeping device has not fetched
PUSH_PROOF_S = 43_200  # RFC 8292 allows a day

# Statements as files
STATEMENT_PAGE_LINES = 2_000  # read at a time
STATEMENT_LINES_MAX = 100_000  # of one file
STATEMENT_DAYS_MAX = 366  # of one file
STATEMENT_SPOOL_BYTES = 4 << 20  # kept in memory before a file is used
