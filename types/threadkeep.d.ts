// Made by `make types` from the OpenAPI document with this SHA-256:
// ae18a664e76ce7b5f25e01f5c1ca45713a4578d5eb0485c06bb060ba5c39f987

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process lives
         * @description The process lives. Asks nothing of the database.
         */
        get: operations["checkHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The database answers and has the indexes that the queries run on; else 503
         * @description The database answers and has the indexes that the queries run on; else 503.
         *
         *     Answered within a second, however many other requests wait for the database.
         */
        get: operations["checkReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The metrics of this process and of the workers beside it, for Prometheus
         * @description The metrics of this process and of the workers beside it, for Prometheus.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shared/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A shared chat as a page to read, a hundred messages at a time
         * @description A shared chat as a page to read, a hundred messages at a time. Without a token of a user.
         *
         *     It has no scripts and loads nothing; all that users wrote is text on it.
         */
        get: operations["getSharedPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shared/{token}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The messages of a shared chat, from the first on
         * @description The messages of a shared chat, from the first on. Without a token of a user.
         *
         *     A page may hold fewer than `limit`: go on `after` its `next` until that is null.
         */
        get: operations["listSharedMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your sessions, newest activity first, a page at a time; or the newest made first
         * @description Your sessions, newest activity first, a page at a time; or the newest made first.
         *
         *     Nothing is skipped and nothing comes twice while some become active between two pages:
         *     for five minutes all pages show the order of the first. A page may hold fewer than
         *     `limit`, or none, where few meet the conditions: go on by `next`.
         */
        get: operations["listSessions"];
        put?: never;
        /**
         * Create a session and its chat, or give it a chat of yours
         * @description Create a session and its chat, or give it a chat of yours.
         *
         *     A chat or a mission belongs to one session at most: 409 when another has it, which
         *     `session_id` names. With a `key` that a session of yours has, nothing is made, and the
         *     answer is that session (200).
         */
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Your most recent active session, else a new one (201)
         * @description Your most recent active session, else a new one (201).
         *
         *     Ask as often as you like: a front end that starts twice at once gets the same
         *     session twice. It counts as activity.
         */
        post: operations["resumeSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your deleted sessions that `restore` still brings back, the last deleted first
         * @description Your deleted sessions that `restore` still brings back, the last deleted first.
         *
         *     None where the service keeps nothing that is deleted. One may be removed sooner than it says,
         *     by a sweep that was told to keep what is deleted for a shorter time.
         */
        get: operations["listDeletedSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The session to resume: your most recent active one
         * @description The session to resume: your most recent active one. 404 when there is none.
         *
         *     With `include=recovery` it comes with all that is needed to go on, as
         *     `/sessions/{session_id}/recovery` gives it.
         */
        get: operations["getActiveSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One session; with `include`, its chat with the newest messages, and its mission
         * @description One session; with `include`, its chat with the newest messages, and its mission.
         */
        get: operations["getSession"];
        /**
         * Change a session's name, metadata, mission or status, all in one step
         * @description Change a session's name, metadata, mission or status, all in one step.
         *
         *     Any change counts as activity: an abandoned session becomes active again. With
         *     `status: active` a completed or archived one does too, and its chat takes messages
         *     again; 409 where its mission is completed.
         */
        put: operations["updateSession"];
        post?: never;
        /**
         * Delete a session with its chat and its mission
         * @description Delete a session with its chat and its mission. They are gone at once.
         *
         *     Where the service keeps what is deleted for some days, `restore` brings it back.
         */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/recovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A session with all that a client needs to go on after a refresh or a crash
         * @description A session with all that a client needs to go on after a refresh or a crash.
         *
         *     In `recovery`: the chat with its newest messages, the tool calls that nothing
         *     has answered, the mission with its current hop, and the versions to listen
         *     from. All of it as of one point in time, and bounded in size: a page of large
         *     messages holds fewer, and its `previous` leads to the older ones.
         */
        get: operations["recoverSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a session back: an archived, completed or abandoned one is active again
         * @description Bring a session back: an archived, completed or abandoned one is active again.
         *
         *     Its chat takes messages again; 409 where its mission is completed. An active one is
         *     answered as it is, so a retry is no error.
         *
         *     A deleted one comes back with all that was deleted with it, in the status it had. 404
         *     when its time to be restored is over, or the service keeps nothing that is deleted. 409
         *     while another unfinished mission has the name of its own, or another session or chat its
         *     key: `current` is that one.
         */
        post: operations["restoreSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete an active session
         * @description Complete an active session. It takes no new messages until it is active again.
         */
        post: operations["completeSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archive a session
         * @description Archive a session. It takes no new messages until it is active again.
         */
        post: operations["archiveSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that the session is in use
         * @description Say that the session is in use. An abandoned one becomes active again.
         *
         *     409 for a completed or archived session: activity does not reopen it.
         */
        post: operations["updateSessionActivity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/messages/{message_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The versions of a message in the order they were added, a page at a time
         * @description The versions of a message in the order they were added, a page at a time.
         *
         *     A message that never got another has one: itself.
         */
        get: operations["listVersions"];
        put?: never;
        /**
         * Add a version of a message, and select it: an answer tried again, a prompt rewritten
         * @description Add a version of a message, and select it: an answer tried again, a prompt rewritten.
         *
         *     The message says from now on what this version says, wherever it is read; its id, number,
         *     role and time stay, and so does what it said before, as a version of its own. With an `id`
         *     of your own, or an `Idempotency-Key`, a retry adds nothing: 200 with the message as it is
         *     now, whichever version is selected by then. The same id with another body: 409.
         */
        post: operations["addVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/messages/{message_id}/versions/selected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Select a version of a message, for every reader
         * @description Select a version of a message, for every reader. The answer is the message as it is now.
         */
        put: operations["putSelectedVersion"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/messages/{message_id}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say what you think of a message: one feedback a user, which a later one replaces
         * @description Say what you think of a message: one feedback a user, which a later one replaces.
         *
         *     It is counted in the analytics. When the message is redacted the comment goes, and
         *     the rating stays.
         */
        put: operations["putFeedback"];
        post?: never;
        /**
         * Take your feedback on a message back; 204 where there is none, too
         * @description Take your feedback on a message back; 204 where there is none, too.
         */
        delete: operations["deleteFeedback"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your feedback on a chat's messages, in their order, a page at a time
         * @description Your feedback on a chat's messages, in their order, a page at a time.
         */
        get: operations["listFeedback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your chats without their messages, the newest first, a page at a time
         * @description Your chats without their messages, the newest first, a page at a time.
         *
         *     By the time they were made, where `sort` says nothing; activity is any change, a message
         *     too. Nothing is skipped and nothing comes twice while some become active between two
         *     pages: for five minutes all pages show the order of the first. `title` looks at those
         *     that were given; `GET /search` finds the others too. A page may hold fewer than `limit`,
         *     or none, where few meet the conditions: go on by `next`.
         */
        get: operations["listChats"];
        put?: never;
        /**
         * Create a chat
         * @description Create a chat. A session can be given it later; sessions make their own else.
         *
         *     With a `key` that a chat of yours has, nothing is made, and the answer is that chat (200).
         */
        post: operations["createChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One chat; with `include=messages`, its newest messages too
         * @description One chat; with `include=messages`, its newest messages too.
         */
        get: operations["getChat"];
        /**
         * Change a chat's title, its context_data, or both
         * @description Change a chat's title, its context_data, or both.
         *
         *     A chat's ETag moves with each message: with If-Match, an append in between
         *     answers 412.
         */
        put: operations["updateChat"];
        post?: never;
        /**
         * Delete a chat with its messages
         * @description Delete a chat with its messages. A session's chat goes only with the session.
         */
        delete: operations["deleteChat"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page of messages in ascending order: the newest, when nothing else is asked for
         * @description A page of messages in ascending order: the newest, when nothing else is asked for.
         *
         *     `after` and `before` are sequence numbers, not included: after one, before one, or
         *     between two. `cursor` is `next` or `previous` of another page and goes alone. A
         *     page of large messages may hold fewer than `limit`, and one whose messages were lost
         *     from the database names their numbers in `lost` and may hold none: go on by `next`.
         */
        get: operations["listMessages"];
        put?: never;
        /**
         * Append one message, or a list of which all are stored or none
         * @description Append one message, or a list of which all are stored or none.
         *
         *     Messages get the next sequence numbers, without gaps, whoever else writes.
         *     Give each an `id` of your own, or the request an `Idempotency-Key`, and a retry stores
         *     nothing twice: 200 with the first answer instead of 201, however long ago it was. The
         *     same id or key with another body, or a list of which only a part was stored before: 409.
         *     A key stands for the places in the list: the beginning of a list alone is answered as it
         *     was stored, and messages with an `id` go by that.
         */
        post: operations["appendMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One message
         * @description One message.
         */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        /**
         * Redact a message: what it says goes for good, its number stays taken
         * @description Redact a message: what it says goes for good, its number stays taken.
         *
         *     Of a tool call its id, type and function name stay, and of an answer its `tool_call_id`:
         *     what pairs the two. The message's id stays taken too: the same body is answered as
         *     stored, another is refused. Chats that were forked from this one keep their copies, but
         *     with `forks=true`.
         */
        delete: operations["redactMessage"];
        options?: never;
        head?: never;
        /**
         * Change what a message says, or its metadata
         * @description Change what a message says, or its metadata. The edit is marked (`edited_at`).
         *
         *     `content` replaces a text or all parts; `text` only the words, and keeps the images and
         *     files beside them. A message that already is what it shall become stays as it is.
         */
        patch: operations["editMessage"];
        trace?: never;
    };
    "/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a conversation, with up to 20 items
         * @description Create a conversation, with up to 20 items. It is a chat, and has the chat's id.
         */
        post: operations["createConversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One conversation
         * @description One conversation. Any chat of yours is one.
         */
        get: operations["getConversation"];
        put?: never;
        /**
         * Give a conversation other metadata
         * @description Give a conversation other metadata. What else the chat's `context_data` has, stays.
         */
        post: operations["updateConversation"];
        /**
         * Delete a conversation with its items
         * @description Delete a conversation with its items. A session's goes only with the session.
         */
        delete: operations["deleteConversation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The items of a conversation, the newest first, a page at a time
         * @description The items of a conversation, the newest first, a page at a time.
         *
         *     A message of the chat routes is an item, too; one with several tool calls, or with a text
         *     and calls, is several, whose ids are its own and that with `~1`, `~2` at its end. A page
         *     of large items may hold fewer than `limit`: go on while `has_more`.
         */
        get: operations["listConversationItems"];
        put?: never;
        /**
         * Add up to 20 items, of which all are stored or none
         * @description Add up to 20 items, of which all are stored or none.
         *
         *     They come back equal, with their ids: an item's own, where no other of the conversation
         *     has that, else a new one. With an `Idempotency-Key` all ids are made from that, so that
         *     the same request again stores nothing, and is answered as the first was.
         */
        post: operations["createConversationItems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/conversations/{conversation_id}/items/{item_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One item
         * @description One item.
         */
        get: operations["getConversationItem"];
        put?: never;
        post?: never;
        /**
         * Delete an item: the message that it is, is redacted, and with it its other items
         * @description Delete an item: the message that it is, is redacted, and with it its other items.
         *
         *     Of any number who delete one at once, one does; the others are told that there is none.
         */
        delete: operations["deleteConversationItem"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/forks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The chats that were forked from this one, the newest first, a page at a time
         * @description The chats that were forked from this one, the newest first, a page at a time.
         *
         *     A fork of a fork is among the forks of that one.
         */
        get: operations["listForks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/fork": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fork a chat: make another that begins with copies of its messages, up to `through`
         * @description Fork a chat: make another that begins with copies of its messages, up to `through`.
         *
         *     They have the same numbers and ids and say what they said at that moment; from then on
         *     the two chats live by themselves. A message that was being written is copied as far as it
         *     was, and ended. With `session` the fork gets a session of its own, named like the
         *     source's (`session_id` of the answer). With a `key` that a fork of this chat has, nothing
         *     is made, and the answer is that one (200).
         */
        post: operations["forkChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A chat's shares without their tokens, the newest first, a page at a time
         * @description A chat's shares without their tokens, the newest first, a page at a time.
         *
         *     One that has expired is listed until the database removes it, within minutes.
         */
        get: operations["listShares"];
        put?: never;
        /**
         * Share a chat by a link that reads it without an account
         * @description Share a chat by a link that reads it without an account.
         *
         *     The link reads the messages up to `through`, as they are at the time of reading, and
         *     nothing else: an edit or a redaction shows at once, and with the chat it is gone. The
         *     `token` is told only in this answer. `path` is a page for people, and with `/messages`
         *     after it JSON.
         */
        post: operations["createShare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/shares/{share_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a share: from now on its link reads nothing
         * @description Revoke a share: from now on its link reads nothing.
         */
        delete: operations["deleteShare"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A chat's attachments, newest first, a page at a time
         * @description A chat's attachments, newest first, a page at a time. Uploads are not among them.
         */
        get: operations["listAttachments"];
        put?: never;
        /**
         * Upload an attachment: the bytes of the body, of any type
         * @description Upload an attachment: the bytes of the body, of any type.
         *
         *     The Content-Type is the attachment's own. What breaks leaves nothing. With
         *     `Upload-Complete: ?0` it is only begun, with the bytes of the body, and PATCH goes on with it.
         *     A message names it then, in a part of type `file` by its `id`, or of type `image_url` by its
         *     `url`; one that no message names goes after a day. Content-Encoding is refused.
         */
        post: operations["uploadAttachment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/attachments/{attachment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One attachment without its bytes, or an upload and how far it has got
         * @description One attachment without its bytes, or an upload and how far it has got.
         *
         *     HEAD answers `Upload-Offset` and `Upload-Complete` alone.
         */
        get: operations["getAttachment"];
        put?: never;
        post?: never;
        /**
         * Delete an attachment that no message names, or end an upload
         * @description Delete an attachment that no message names, or end an upload.
         *
         *     One that messages name goes with the last of them, when that is redacted or changed.
         */
        delete: operations["deleteAttachment"];
        options?: never;
        head?: never;
        /**
         * Go on with an upload, where it has got to
         * @description Go on with an upload, where it has got to.
         *
         *     HEAD tells in `Upload-Offset` where that is, after a broken request too: what came of it is
         *     kept, unless it has a Content-Digest, which is checked first. At another offset 409 tells it
         *     as well. `Upload-Complete: ?1`, or reaching the `Upload-Length`, completes it. An upload that
         *     has got nothing for a day is removed.
         */
        patch: operations["continueAttachment"];
        trace?: never;
    };
    "/chats/{chat_id}/streams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a stream: append an empty message of the assistant's, to be written event by event
         * @description Open a stream: append an empty message of the assistant's, to be written event by event.
         *
         *     It has its sequence number at once, and shows the text so far wherever it is read. Begin
         *     at the `epoch` of the answer, with `Producer-Seq` 0. With an `id` that was opened before,
         *     the answer is that stream (200): to go on with it after a restart, take one epoch more.
         *
         *     With `Content-Type: application/x-ndjson` or `text/event-stream` it is all one request: each
         *     line of its body is an event, stored as it comes, and the answer is the stream once the
         *     body has ended and with it the message. Where the connection breaks, the stream stays
         *     open until its lease is over; the same request with its `id` goes on with it.
         */
        post: operations["openStream"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One stream: its state, and where it stands
         * @description One stream: its state, and where it stands.
         */
        get: operations["getStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream_id}/lease": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that the writer is still there, though it has nothing to write just now
         * @description Say that the writer is still there, though it has nothing to write just now.
         */
        post: operations["prolongLease"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream_id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a stream, as its writer: the answer is the whole message
         * @description End a stream, as its writer: the answer is the whole message.
         *
         *     It counts as a request of the writer's, with the next `Producer-Seq`; sent again, it is
         *     answered alike.
         */
        post: operations["finishStream"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a stream with what it has by now, from any client: the answer is the message
         * @description Stop a stream with what it has by now, from any client: the answer is the message.
         *
         *     Its writer gets 409 at its next request.
         */
        post: operations["cancelStream"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/{stream_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a stream as server-sent events, from anywhere and by as many as like
         * @description Follow a stream as server-sent events, from anywhere and by as many as like.
         *
         *     First `snapshot` with the `message` so far and the index `next`; then `delta` with
         *     `events`, the first of which has the index `from`; then `end` with the `state` and the
         *     whole `message`. The id of each is the index to go on from: who comes back with it as
         *     `Last-Event-ID` gets what has come since, each event once and in order.
         */
        get: operations["followStream"];
        put?: never;
        /**
         * Append one event, or a list of at most 256 of which all are stored or none
         * @description Append one event, or a list of at most 256 of which all are stored or none.
         *
         *     An event is an object with a `type`, by the names of the AI SDK's UI message stream: the
         *     text of the message is made of its `text-delta`s. All events of one request have 64 KB
         *     of JSON at most. What was answered with 200 or 204 outlives any crash, and prolongs the
         *     lease. `Producer-Seq` counts your requests from 0; send the same request again until it is
         *     answered, and it is stored once. A writer with a higher `Producer-Epoch` takes the stream
         *     over, an interrupted one too; the one before gets 403 from then on.
         */
        post: operations["appendEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Resume the message that is being written, as the AI SDK's `useChat` does
         * @description Resume the message that is being written, as the AI SDK's `useChat` does.
         *
         *     The whole message so far and then the rest, as a UI message stream; 204 where no message
         *     is being written.
         */
        get: operations["resumeChat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a session as server-sent events: itself, its chat, its mission, what streams
         * @description Follow a session as server-sent events: itself, its chat, its mission, what streams.
         *
         *     Begin with `recovery.listen_from.last_event_id` of the session's recovery as `Last-Event-ID`:
         *     then comes what has changed since, each message once and in order. Without it the session, the
         *     chat and the mission come first as they are. `session`, `chat` and `mission` have it as it is
         *     now; `message` has new `items`, and `message.changed` those that were edited,
         *     redacted or say another version.
         *     Of a message that is being written `stream` has the `state` and the index `next`, `delta`
         *     the `events` from index `from` on, and `end` the whole `message`.
         *
         *     `reset`: too much has happened, fetch the recovery. `gone`: it was deleted. `bye`: come back,
         *     with the last id; `reason` is `token` (with another one), `shutdown` or `age`. A comment
         *     comes each 15 seconds.
         */
        get: operations["followSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a chat as server-sent events, as a session is followed
         * @description Follow a chat as server-sent events, as a session is followed.
         *
         *     Without `Last-Event-ID` the chat comes first, as it is: its `last_sequence` is the number of
         *     the newest message that comes not here but in the chat's pages.
         */
        get: operations["followChat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/missions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your missions, newest first, a page at a time
         * @description Your missions, newest first, a page at a time.
         */
        get: operations["listMissions"];
        put?: never;
        /**
         * Propose a mission
         * @description Propose a mission. A session is given it by `mission_id` of the session.
         */
        post: operations["createMission"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/missions/{mission_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One mission with its hops in order and its own assets by name
         * @description One mission with its hops in order and its own assets by name.
         *
         *     Its ETag moves with every change of its hops, tool steps and assets too.
         */
        get: operations["getMission"];
        /**
         * Change a mission's fields
         * @description Change a mission's fields. Of a finished mission only its metadata can be changed.
         */
        put: operations["updateMission"];
        post?: never;
        /**
         * Delete a mission with its hops and assets
         * @description Delete a mission with its hops and assets. Its session stays, without a mission.
         */
        delete: operations["deleteMission"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/missions/{mission_id}/full": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One mission with its hops, their tool steps, and all assets by name
         * @description One mission with its hops, their tool steps, and all assets by name.
         *
         *     All of it as of one moment. Assets are shown without their content.
         */
        get: operations["getFullMission"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/missions/{mission_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a mission's status, with all that follows for its hops, steps, assets and session
         * @description Change a mission's status, with all that follows for its hops, steps, assets and session.
         *
         *     `ready_for_next_hop` from `proposed` accepts the mission. `building_hop` accepts a
         *     hop proposal. From there on the current hop changes with the mission, and the
         *     other way round. `proposed` resets a finished mission: its hops stay as they are.
         */
        patch: operations["changeMissionStatus"];
        trace?: never;
    };
    "/missions/{mission_id}/hops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A mission's hops in order, without their tool steps
         * @description A mission's hops in order, without their tool steps.
         */
        get: operations["listHops"];
        put?: never;
        /**
         * Propose a hop, as the last of a mission that is not finished
         * @description Propose a hop, as the last of a mission that is not finished.
         */
        post: operations["createHop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hops/{hop_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One hop with its tool steps in order and its own assets by name
         * @description One hop with its tool steps in order and its own assets by name.
         *
         *     Its ETag moves with every change of its steps and assets too.
         */
        get: operations["getHop"];
        /**
         * Change a hop's fields while it is `proposed` or `ready_to_resolve`, later its metadata
         * @description Change a hop's fields while it is `proposed` or `ready_to_resolve`, later its metadata.
         */
        put: operations["updateHop"];
        post?: never;
        /**
         * Delete a `proposed` or `cancelled` hop with its steps and assets; later ones move up
         * @description Delete a `proposed` or `cancelled` hop with its steps and assets; later ones move up.
         */
        delete: operations["deleteHop"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hops/{hop_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a hop's status, with all that follows for its mission, steps, assets and session
         * @description Change a hop's status, with all that follows for its mission, steps, assets and session.
         *
         *     `ready_to_resolve` from `proposed` accepts the proposal: it becomes its mission's
         *     current hop. Cancelling the current hop cancels the mission. `proposed` resets a
         *     cancelled hop, and its cancelled steps with it.
         */
        patch: operations["changeHopStatus"];
        trace?: never;
    };
    "/hops/{hop_id}/tool-steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A hop's tool steps in order
         * @description A hop's tool steps in order.
         *
         *     The failed ones: `?status=failed`. The next pending one:
         *     `?status=proposed&status=ready_to_configure&status=ready_to_execute&limit=1`.
         */
        get: operations["listToolSteps"];
        put?: never;
        /**
         * Propose a tool step, the last of a hop that is `proposed` or `ready_to_resolve`
         * @description Propose a tool step, the last of a hop that is `proposed` or `ready_to_resolve`.
         */
        post: operations["createToolStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hops/{hop_id}/tool-steps/reorder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a hop's tool steps in order: all their ids, or 409
         * @description Put a hop's tool steps in order: all their ids, or 409.
         *
         *     While the hop is `proposed` or `ready_to_resolve`. If-Match is the hop's.
         */
        post: operations["reorderToolSteps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tool-steps/{step_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One tool step
         * @description One tool step.
         */
        get: operations["getToolStep"];
        /**
         * Change a tool step while it is `proposed`, `ready_to_configure` or `failed`
         * @description Change a tool step while it is `proposed`, `ready_to_configure` or `failed`.
         *
         *     While it is `executing`, its execution_result and error_message.
         */
        put: operations["updateToolStep"];
        post?: never;
        /**
         * Delete a tool step unless it is ready, executing or completed; later ones move up
         * @description Delete a tool step unless it is ready, executing or completed; later ones move up.
         */
        delete: operations["deleteToolStep"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tool-steps/{step_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a tool step's status, with all that follows for its assets, hop and mission
         * @description Change a tool step's status, with all that follows for its assets, hop and mission.
         *
         *     It is `ready_to_execute` only while the assets it reads are ready; `executing` makes
         *     the ones it makes `in_progress`, `completed` ready, `failed` error. The completion
         *     of a hop's last step completes the hop.
         */
        patch: operations["changeToolStepStatus"];
        trace?: never;
    };
    "/missions/{mission_id}/transitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The changes of status of a mission, its hops, tool steps and assets, newest first
         * @description The changes of status of a mission, its hops, tool steps and assets, newest first.
         *
         *     Who made each, from what to what, when and why. Of each the newest hundred are kept; of what
         *     is deleted none are told.
         */
        get: operations["listMissionTransitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{session_id}/transitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The changes of status of a session, newest first
         * @description The changes of status of a session, newest first.
         *
         *     Who made each, from what to what, when and why: the newest hundred are kept. What time
         *     has done is by `threadkeep`.
         */
        get: operations["listSessionTransitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is stored of you, as JSON lines
         * @description Everything that is stored of you, as JSON lines.
         *
         *     The lines are those of an administrator's export of you; `threadkeep users import` stores
         *     them again.
         */
        get: operations["exportOwnData"];
        put?: never;
        /**
         * Begin to export everything that is stored of the caller to a file
         * @description Begin to export everything that is stored of the caller to a file.
         *
         *     Ask at `Location` how far it is, and read the file there once it has succeeded. While one
         *     runs, the same is answered again.
         */
        post: operations["createOwnExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is stored of one user, as JSON lines
         * @description Everything that is stored of one user, as JSON lines. Wants the scope `admin`.
         *
         *     Each line is an object with a `type`: first `user`, then `session`, `mission`,
         *     `hop`, `asset`, `chat` and, after their chat, `message`, `file` and `file_chunk`
         *     (base64). Deleted sessions that can still be restored are among them.
         */
        get: operations["exportUser"];
        put?: never;
        /**
         * Begin to export everything that is stored of one user to a file
         * @description Begin to export everything that is stored of one user to a file. Wants the scope `admin`.
         *
         *     For users of any size: ask at `Location` how far it is, and read the file there once it
         *     has succeeded. It goes on when the service is killed. While one runs for the user,
         *     the same is answered again.
         */
        post: operations["createExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase everything of one user, for good, and get a receipt
         * @description Erase everything of one user, for good, and get a receipt. Wants the scope `admin`.
         *
         *     Of up to 1,000 documents it is answered at once, and the user's data are invisible from
         *     then on. More are erased by a job: 202, and `Location` says where to ask how far it is and for
         *     the receipt, which is kept for a week; while it runs, the same is answered again. Ask again
         *     when an answer was lost: an erasure that was stopped goes on, and one of a user of
         *     whom nothing is left counts nothing. Take the user's tokens away first: what is written
         *     afterwards is new. 409, and a job that has failed, when the user writes faster than it is
         *     erased.
         */
        post: operations["eraseUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your exports that run or are kept, the newest first, a page at a time
         * @description Your exports that run or are kept, the newest first, a page at a time.
         *
         *     An administrator names a user, and sees all jobs on that one: exports, whoever began them,
         *     and the erasure.
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a job stands: how far it is, and what it left once it has ended
         * @description How a job stands: how far it is, and what it left once it has ended.
         *
         *     An administrator sees every job, others the exports that they began. One that has ended
         *     goes at `kept_until`.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /**
         * Delete a job with its file; an export that runs ends
         * @description Delete a job with its file; an export that runs ends.
         *
         *     An erasure that runs cannot be called off: 409.
         */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{job_id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The file of an export that has succeeded: the lines of `GET /users/export`, as gzip
         * @description The file of an export that has succeeded: the lines of `GET /users/export`, as gzip.
         *
         *     One range is answered with 206, so that a download that broke goes on. 409 while the
         *     export runs.
         */
        get: operations["getJobFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The webhooks without their secrets, the newest first, a page at a time
         * @description The webhooks without their secrets, the newest first, a page at a time.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Have events sent to a URL as they happen, from now on
         * @description Have events sent to a URL as they happen, from now on. Wants the scope `admin`.
         *
         *     Each is a POST that is signed by Standard Webhooks, at least once, and those of one session in
         *     order. The `secret` is told only in this answer.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhook_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A webhook without its secrets
         * @description A webhook without its secrets.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook with its deliveries
         * @description Delete a webhook with its deliveries.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook, disable it, or enable it again
         * @description Change a webhook, disable it, or enable it again.
         *
         *     A disabled one is sent nothing, and what happens meanwhile it is never told. What
         *     waited for it goes on waiting, until it expires.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/webhooks/{webhook_id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook another secret, which is told only in this answer
         * @description Give a webhook another secret, which is told only in this answer.
         *
         *     For a day each delivery is signed with the one before, too.
         */
        post: operations["changeWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhook_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a webhook an event `webhook.test`; its delivery says what became of it
         * @description Send a webhook an event `webhook.test`; its delivery says what became of it.
         *
         *     409 for one that is disabled.
         */
        post: operations["sendTestDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhook_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The deliveries of a webhook, the newest first, a page at a time
         * @description The deliveries of a webhook, the newest first, a page at a time.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhook_id}/deliveries/{delivery_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One delivery: how far it is
         * @description One delivery: how far it is.
         */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhook_id}/deliveries/{delivery_id}/send-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a delivery anew, dead or not: with the same id, and from the first attempt on
         * @description Try a delivery anew, dead or not: with the same id, and from the first attempt on.
         *
         *     409 where the webhook is disabled.
         */
        post: operations["sendDeliveryAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhook_id}/deliveries/send-again": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try all dead deliveries of a webhook anew, a thousand at most: ask again until it is 0
         * @description Try all dead deliveries of a webhook anew, a thousand at most: ask again until it is 0.
         *
         *     409 where the webhook is disabled.
         */
        post: operations["sendDeadDeliveriesAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures over all users
         * @description Figures over all users. Wants the scope `admin`.
         *
         *     Exact as of now. What is deleted is not counted; sessions, missions and tool
         *     steps belong to the day they were made, messages to the day they were stored.
         */
        get: operations["getAnalytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same figures over what is yours
         * @description The same figures over what is yours.
         */
        get: operations["getMyAnalytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/upkeep/sweep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * To how many sessions a sweep would do what now, and when the last one ended
         * @description To how many sessions a sweep would do what now, and when the last one ended. Wants the
         *     scope `admin`.
         *
         *     Of each step up to a thousand are counted. What a sweep removes beside sessions, and how many
         *     bytes that frees, is told by `threadkeep sweep --dry-run`, which reads all of it.
         */
        get: operations["getSweepPreview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/upkeep/sweep/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sessions of all users that a sweep would do a step to now, and why
         * @description The sessions of all users that a sweep would do a step to now, and why. Wants the scope
         *     `admin`.
         *
         *     Those that wait the longest come first. A page may hold fewer than `limit`, or none, where
         *     chats have moved and their sessions are yet to learn it: go on by `next`.
         */
        get: operations["listDueSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/upkeep/indexes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How each index stands, and what `threadkeep indexes sync` would change
         * @description How each index stands, and what `threadkeep indexes sync` would change. Wants the scope
         *     `admin`.
         *
         *     The same as `threadkeep indexes status` and `plan` tell. Uses are those of the member of the
         *     replica set that answers, since it started.
         */
        get: operations["getIndexStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your messages and the titles of your chats that match, the best first, a page at a time
         * @description Your messages and the titles of your chats that match, the best first, a page at a time.
         *
         *     Capitals and accents make no difference, and words are found in any script. What is
         *     redacted or edited away is not found from that moment on. With a `role` or a time only
         *     messages are found. In a long history the newest chats come first, ranked among each
         *     other, then the older ones: go on by `next`, also from a page that has none.
         */
        get: operations["searchMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Checkpoints with their values and writes, the newest first, a page at a time
         * @description Checkpoints with their values and writes, the newest first, a page at a time.
         *
         *     The newest is the one with the greatest id; with `limit=1` it is the state to go on from.
         *     Values beyond 2 MiB of an answer have no `base64`: read them with
         *     GET /checkpoints/values/{value_id}.
         */
        get: operations["listCheckpoints"];
        /**
         * Save a checkpoint of an agent's graph, with the values that are new in it
         * @description Save a checkpoint of an agent's graph, with the values that are new in it.
         *
         *     The ids are the caller's own. `channels` are all channels that the checkpoint has; a value
         *     is stored once for its channel and version, and other checkpoints of the thread name it by
         *     these alone. All of it is stored, or nothing. The same again changes nothing: it may be
         *     retried without an Idempotency-Key.
         */
        put: operations["saveCheckpoint"];
        post?: never;
        /**
         * Delete all checkpoints of a thread, if there are any: at once for every reader
         * @description Delete all checkpoints of a thread, if there are any: at once for every reader.
         */
        delete: operations["deleteCheckpoints"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checkpoints/writes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was written after a checkpoint, by task and index, a page at a time
         * @description What was written after a checkpoint, by task and index, a page at a time.
         */
        get: operations["listCheckpointWrites"];
        /**
         * Save what a task wrote after a checkpoint, which may be saved yet to come
         * @description Save what a task wrote after a checkpoint, which may be saved yet to come.
         *
         *     A write that is there already stays as it is, so that it may be retried; one with an
         *     `index` below 0 takes its place.
         */
        put: operations["saveCheckpointWrites"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checkpoints/delete-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete the checkpoints whose metadata have one of these as `run_id`, in every thread
         * @description Delete the checkpoints whose metadata have one of these as `run_id`, in every thread.
         *
         *     What was written after them goes, too, and the values that no other checkpoint has. It may
         *     be retried: what it did not get to is deleted then.
         */
        post: operations["deleteCheckpointRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checkpoints/prune": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete the older checkpoints of threads, or all of them
         * @description Delete the older checkpoints of threads, or all of them.
         *
         *     Where the newest checkpoint of a namespace has delta channels without a snapshot, those
         *     before it stay, too, back to where each of these channels has a value: without them it could
         *     not be read. Threads that are not there are passed over. It may be retried.
         */
        post: operations["pruneCheckpoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checkpoints/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy a thread: all checkpoints with their values and what was written after them
         * @description Copy a thread: all checkpoints with their values and what was written after them.
         *
         *     The copy is there all at once. The thread to copy to must not have any yet, but the same
         *     request again does nothing. The two have nothing in common afterwards.
         */
        post: operations["copyCheckpoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your assets without their content, newest first, a page at a time
         * @description Your assets without their content, newest first, a page at a time.
         */
        get: operations["listAssets"];
        put?: never;
        /**
         * Propose an asset of a mission or of a hop
         * @description Propose an asset of a mission or of a hop.
         *
         *     Content that does not fit `schema_definition` is refused: 422 with the place.
         */
        post: operations["createAsset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{asset_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One asset without its content
         * @description One asset without its content.
         */
        get: operations["getAsset"];
        /**
         * Change an asset's fields and its content
         * @description Change an asset's fields and its content. An `expired` asset takes no content.
         */
        put: operations["updateAsset"];
        post?: never;
        /**
         * Delete an asset that is `proposed`, `error` or `expired`, with its content
         * @description Delete an asset that is `proposed`, `error` or `expired`, with its content.
         */
        delete: operations["deleteAsset"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{asset_id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an asset's status
         * @description Change an asset's status.
         *
         *     A tool step that was ready to read it and no longer can goes back to
         *     `ready_to_configure`. While a step executes that makes it, 409.
         */
        patch: operations["changeAssetStatus"];
        trace?: never;
    };
    "/assets/{asset_id}/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What made an asset, and what used it: tool steps and messages
         * @description What made an asset, and what used it: tool steps and messages.
         *
         *     Steps by their mappings; messages of the session's chat by the lists
         *     `produced_asset_ids` and `used_asset_ids` in their metadata, from `messages_from` on.
         */
        get: operations["getAssetLineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/assets/{asset_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An asset's content: JSON as compact JSON, a file as it was uploaded
         * @description An asset's content: JSON as compact JSON, a file as it was uploaded.
         *
         *     Its ETag is the SHA-256 of the bytes. One range is answered with 206; several are
         *     answered with the whole.
         */
        get: operations["getAssetContent"];
        /**
         * Replace an asset's content by the bytes of the body, of any size and type
         * @description Replace an asset's content by the bytes of the body, of any size and type.
         *
         *     The Content-Type is the content's own, whatever it is. `application/json` of up to 8 MB
         *     and 100,000 values is checked against the schema and stored as JSON.
         *     Everything else is stored as a file; an asset with a schema takes one where its
         *     type is `file` or `any`. Readers see the old content until the new is complete; an
         *     upload that breaks changes nothing. Content-Range is refused, and so is
         *     Content-Encoding. If-Match is the asset's.
         */
        put: operations["putAssetContent"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chats/{chat_id}/attachments/{attachment_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An attachment's bytes, of the type that it was uploaded with
         * @description An attachment's bytes, of the type that it was uploaded with.
         *
         *     Always as something to save, never as a page or a script. Its ETag is the SHA-256, and
         *     Repr-Digest has it too. One range is answered with 206; several are answered with the whole.
         */
        get: operations["getAttachmentContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import conversations: each becomes a session with its chat
         * @description Import conversations: each becomes a session with its chat.
         *
         *     The body is the file as it is, whatever its Content-Type: JSON lines, one JSON array or
         *     objects one after another, in UTF-8, UTF-16 or UTF-32, plain or gzip; or a zip archive, such
         *     as an export of ChatGPT or Claude. What is there already is not added again: where an answer
         *     was lost, send the same again. A broken conversation does not stop the rest, and is told;
         *     one has at most 100,000 JSON values.
         */
        post: operations["importConversations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checkpoints/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload a large value, which a checkpoint or a write of the thread can have then
         * @description Upload a large value, which a checkpoint or a write of the thread can have then.
         *
         *     The body is its bytes. It is named by `upload_id` in the place of `base64`, once; one that
         *     nothing has goes after a day. What breaks leaves nothing.
         */
        post: operations["uploadCheckpointValue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checkpoints/values/{value_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The bytes of a channel's value, or of a write's
         * @description The bytes of a channel's value, or of a write's.
         */
        get: operations["getCheckpointValue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Analytics
         * @description Figures over a period; those that were not asked for are null.
         */
        Analytics: {
            /**
             * First
             * Format: date
             */
            first: string;
            /**
             * Last
             * Format: date
             */
            last: string;
            bucket: components["schemas"]["BucketSize"];
            /** Timezone */
            timezone: string;
            sessions?: components["schemas"]["SessionsOut"] | null;
            users?: components["schemas"]["UsersOut"] | null;
            messages?: components["schemas"]["Series"] | null;
            missions?: components["schemas"]["MissionsOut"] | null;
            /**
             * Tools
             * @description the hundred with the most steps at most, the most used first
             */
            tools?: components["schemas"]["ToolOut"][] | null;
            /** @description all that are not in `tools`; null where they are all there */
            other_tools?: components["schemas"]["OtherToolsOut"] | null;
            usage?: components["schemas"]["UsageSeriesOut"] | null;
            /** @description feedback first given in the period, by its present rating */
            feedback?: components["schemas"]["Series"] | null;
            /**
             * Chats
             * @description the hundred that cost the most at most, those first; by `only` alone
             */
            chats?: components["schemas"]["ChatUsageOut"][] | null;
            /**
             * Other Chats
             * @description how many more chats cost something
             */
            other_chats?: number | null;
        };
        /**
         * AssetCreate
         * @description An asset to propose.
         */
        AssetCreate: {
            /**
             * Name
             * @description unique within its scope
             * @example fares
             */
            name: string;
            /** Description */
            description?: string | null;
            schema_definition?: components["schemas"]["SchemaDefinition"] | null;
            /** Subtype */
            subtype?: string | null;
            scope_type: components["schemas"]["AssetScope"];
            /**
             * @description the id of the mission or hop
             * @example 66f0c0ffee0000000000abcd
             */
            scope_id: string;
            role: components["schemas"]["AssetRole"];
            /**
             * Content
             * @description any JSON; no content when not given
             */
            content?: components["schemas"]["JsonValue"];
            /**
             * Asset Metadata
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            asset_metadata?: {
                [key: string]: unknown;
            };
            /** Db Entity Metadata */
            db_entity_metadata?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * AssetHeadOut
         * @description An asset, as its mission or hop shows it.
         */
        AssetHeadOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** Name */
            name: string;
            /** Subtype */
            subtype: string | null;
            scope_type: components["schemas"]["AssetScope"];
            /** @example 66f0c0ffee0000000000abcd */
            scope_id: string;
            status: components["schemas"]["AssetStatus"];
            role: components["schemas"]["AssetRole"];
            /**
             * Value Representation
             * @description the content itself when it has less than 1 KB, else a sentence about it; null without content
             */
            value_representation: components["schemas"]["JsonValue"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * AssetOut
         * @description An asset without its content.
         */
        AssetOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** Name */
            name: string;
            /** Description */
            description: string | null;
            /** Schema Definition */
            schema_definition: {
                [key: string]: unknown;
            } | null;
            /** Subtype */
            subtype: string | null;
            scope_type: components["schemas"]["AssetScope"];
            /** @example 66f0c0ffee0000000000abcd */
            scope_id: string;
            /** @example 66f0c0ffee0000000000abcd */
            mission_id: string;
            status: components["schemas"]["AssetStatus"];
            role: components["schemas"]["AssetRole"];
            /**
             * Value Representation
             * @description the content itself when it has less than 1 KB, else a sentence about it; null without content
             */
            value_representation: components["schemas"]["JsonValue"];
            /** @description null without content */
            content_info: components["schemas"]["ContentInfo"] | null;
            /**
             * Asset Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            asset_metadata: {
                [key: string]: unknown;
            };
            /** Db Entity Metadata */
            db_entity_metadata: {
                [key: string]: unknown;
            } | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * AssetPage
         * @description Assets, newest first, and where to go on.
         */
        AssetPage: {
            /** Items */
            items: components["schemas"]["AssetOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * AssetParameter
         * @description A parameter that is read from an asset.
         */
        AssetParameter: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "asset_field";
            /**
             * State Asset
             * @description an asset of the hop by this name, else of its mission
             */
            state_asset: string;
            /**
             * Path
             * @description where in the asset's content, in the tool's own notation
             */
            path?: string | null;
        };
        /**
         * AssetResult
         * @description A result that goes into an asset.
         */
        AssetResult: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "asset_field";
            /**
             * State Asset
             * @description an asset of the hop by this name, else of its mission
             */
            state_asset: string;
        };
        /**
         * AssetRole
         * @description What an asset is to its mission or hop.
         * @enum {string}
         */
        AssetRole: "input" | "output" | "intermediate";
        /**
         * AssetScope
         * @description What an asset belongs to.
         * @enum {string}
         */
        AssetScope: "mission" | "hop";
        /**
         * AssetStatus
         * @description Where an asset stands.
         * @enum {string}
         */
        AssetStatus: "proposed" | "pending" | "in_progress" | "ready" | "error" | "expired";
        /**
         * AssetStatusChange
         * @description The status that an asset should have.
         */
        AssetStatusChange: {
            /** @example pending */
            status: components["schemas"]["AssetStatus"];
            /**
             * Reason
             * @description why the status changes, for its log
             * @example the customer found it
             */
            reason?: string | null;
        };
        /**
         * AssetUpdate
         * @description What to change; a field that is not given stays as it is.
         */
        AssetUpdate: {
            /** Name */
            name?: string;
            /**
             * Description
             * @description null takes it off
             */
            description?: string | null;
            /** @description null takes it off */
            schema_definition?: components["schemas"]["SchemaDefinition"] | null;
            /**
             * Subtype
             * @description null takes it off
             */
            subtype?: string | null;
            role?: components["schemas"]["AssetRole"];
            /**
             * Content
             * @description any JSON, null too
             */
            content?: components["schemas"]["JsonValue"];
            /**
             * Asset Metadata
             * @description replaces the whole object
             * @example {
             *       "tokens": 12
             *     }
             */
            asset_metadata?: {
                [key: string]: unknown;
            };
            /**
             * Db Entity Metadata
             * @description null takes it off
             */
            db_entity_metadata?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * AttachmentList
         * @description Attachments of a chat, newest first, and where to go on.
         */
        AttachmentList: {
            /** Items */
            items: components["schemas"]["AttachmentOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * AttachmentOut
         * @description An attachment of a chat, without its bytes.
         */
        AttachmentOut: {
            /**
             * @description what a part's `file_id` names
             * @example 66f0c0ffee0000000000abcd
             */
            id: string;
            /** @example 66f0c0ffee0000000000abcd */
            chat_id: string;
            /**
             * Name
             * @description the file's name, where it was sent
             * @example bag.jpg
             */
            name: string | null;
            /**
             * Media Type
             * @example image/jpeg
             */
            media_type: string;
            /**
             * Bytes
             * @description how many are stored
             */
            bytes: number;
            /**
             * Sha256
             * @description of its bytes, in hex; null until it is complete
             */
            sha256: string | null;
            /**
             * Complete
             * @description whether its upload is; messages name it from then on
             */
            complete: boolean;
            /**
             * Url
             * @description the path of its bytes, which a part's `image_url` may have as its URL
             */
            url: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * BodyIn
         * @description A checkpoint without its channels' values, serialised.
         */
        BodyIn: {
            /**
             * Type
             * @description what serialised it says; not looked into
             * @example msgpack
             */
            type: string;
            /**
             * Base64
             * Format: byte
             * @example gqVzdGF0ZQE=
             */
            base64: string;
        };
        /**
         * BodyOut
         * @description A checkpoint without its channels' values, as it was saved.
         */
        BodyOut: {
            /** Type */
            type: string;
            /** Base64 */
            base64: string;
        };
        /**
         * Bucket
         * @description Numbers of one day, week or month.
         */
        Bucket: {
            /**
             * Start
             * Format: date
             * @description its first day; a week begins on Monday
             */
            start: string;
            /** Counts */
            counts: {
                [key: string]: number;
            };
        };
        /**
         * BucketSize
         * @description How long a bucket of figures is. Weeks begin on Monday (ISO 8601).
         * @enum {string}
         */
        BucketSize: "day" | "week" | "month";
        /**
         * ChannelIn
         * @description A channel of a checkpoint, and the version that it has there.
         */
        ChannelIn: {
            /**
             * Channel
             * @example messages
             */
            channel: string;
            /**
             * Version
             * @description as the saver gives it: a text or a number
             */
            version: string | number;
            /** @description where the version is new; one that is stored stays as it is */
            value?: components["schemas"]["ValueIn"] | null;
        };
        /**
         * ChannelOut
         * @description A channel of a checkpoint; `value_id` is null where its version has no value.
         */
        ChannelOut: {
            /** Channel */
            channel: string;
            /** Version */
            version: string | number;
            /** Value Id */
            value_id: string | null;
        };
        /**
         * ChatCreate
         * @description A chat to make.
         */
        ChatCreate: {
            /** Title */
            title?: string | null;
            /**
             * Context Data
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            context_data?: {
                [key: string]: unknown;
            };
            /**
             * Key
             * @description your own name for it: where a chat of yours has it, that is the answer
             */
            key?: string | null;
        };
        /**
         * ChatList
         * @description Chats, the newest first, and where to go on.
         */
        ChatList: {
            /** Items */
            items: components["schemas"]["ChatListed"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * ChatListed
         * @description A chat, as a list shows it.
         */
        ChatListed: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** User Id */
            user_id: string;
            /**
             * Key
             * @description your own name for it
             */
            key: string | null;
            /**
             * Title
             * @description the one it was given, else the beginning of its first user's text; null where there is neither
             */
            title: string | null;
            /**
             * Title Derived
             * @description whether the title is from the messages: it changes with them
             */
            title_derived: boolean;
            /**
             * Context Data
             * @example {
             *       "tokens": 12
             *     }
             */
            context_data: {
                [key: string]: unknown;
            };
            /** @description the session that owns it */
            session_id: string | null;
            /**
             * Last Sequence
             * @description the number of the newest message; 0 when empty
             */
            last_sequence: number;
            /** @description the chat whose messages it begins with, which may be gone; null for most */
            forked_from: components["schemas"]["ForkedFrom"] | null;
            /**
             * Message Count
             * @description how many messages it has, redacted ones too
             */
            message_count: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** @description what all its messages cost that said so */
            usage: components["schemas"]["UsageTotalOut"];
            messages?: components["schemas"]["MessagePage"] | null;
            /** @description its newest message; null when empty */
            preview: components["schemas"]["PreviewOut"] | null;
        };
        /**
         * ChatOut
         * @description A chat. ``messages`` is its newest page, where it was asked for.
         */
        ChatOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** User Id */
            user_id: string;
            /**
             * Key
             * @description your own name for it
             */
            key: string | null;
            /**
             * Title
             * @description the one it was given, else the beginning of its first user's text; null where there is neither
             */
            title: string | null;
            /**
             * Title Derived
             * @description whether the title is from the messages: it changes with them
             */
            title_derived: boolean;
            /**
             * Context Data
             * @example {
             *       "tokens": 12
             *     }
             */
            context_data: {
                [key: string]: unknown;
            };
            /** @description the session that owns it */
            session_id: string | null;
            /**
             * Last Sequence
             * @description the number of the newest message; 0 when empty
             */
            last_sequence: number;
            /** @description the chat whose messages it begins with, which may be gone; null for most */
            forked_from: components["schemas"]["ForkedFrom"] | null;
            /**
             * Message Count
             * @description how many messages it has, redacted ones too
             */
            message_count: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** @description what all its messages cost that said so */
            usage: components["schemas"]["UsageTotalOut"];
            messages?: components["schemas"]["MessagePage"] | null;
        };
        /**
         * ChatStatus
         * @description Whether a chat takes messages; that of a completed or archived session is closed.
         * @enum {string}
         */
        ChatStatus: "open" | "closed";
        /**
         * ChatUpdate
         * @description What to change; a field that is not given stays as it is.
         */
        ChatUpdate: {
            /**
             * Title
             * @description null takes the title off
             */
            title?: string | null;
            /**
             * Context Data
             * @description replaces the whole object
             * @example {
             *       "tokens": 12
             *     }
             */
            context_data?: {
                [key: string]: unknown;
            };
        };
        /**
         * ChatUsageOut
         * @description What the messages of one chat cost, and so its session and its mission.
         */
        ChatUsageOut: {
            /** @example 66f0c0ffee0000000000abcd */
            chat_id: string;
            session_id: string | null;
            mission_id: string | null;
            usage: components["schemas"]["UsageTotalOut"];
        };
        /**
         * CheckpointOut
         * @description A checkpoint, and what was written after it by task and index.
         */
        CheckpointOut: {
            /** Thread Id */
            thread_id: string;
            /** Checkpoint Ns */
            checkpoint_ns: string;
            /** Checkpoint Id */
            checkpoint_id: string;
            /** Parent Checkpoint Id */
            parent_checkpoint_id: string | null;
            checkpoint: components["schemas"]["BodyOut"];
            /**
             * Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            metadata: {
                [key: string]: unknown;
            };
            /** Channels */
            channels: components["schemas"]["ChannelOut"][];
            /** Writes */
            writes: components["schemas"]["WriteOut"][];
            /**
             * More Writes
             * @description they are too many to be here: read them with GET /checkpoints/writes
             */
            more_writes: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * CheckpointPage
         * @description Checkpoints, the newest first, the values that they have, and where to go on.
         */
        CheckpointPage: {
            /** Items */
            items: components["schemas"]["CheckpointOut"][];
            /**
             * Values
             * @description each once, however many items have it
             */
            values: components["schemas"]["ValueOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * CheckpointPut
         * @description A checkpoint to save.
         */
        CheckpointPut: {
            /**
             * Thread Id
             * @example thread-1
             */
            thread_id: string;
            /**
             * Checkpoint Ns
             * @default
             * @example
             */
            checkpoint_ns?: string;
            /**
             * Checkpoint Id
             * @example 1f0c2a6e-0c44-6d3e-8001-b5f1a3e9d0aa
             */
            checkpoint_id: string;
            /** Parent Checkpoint Id */
            parent_checkpoint_id?: string | null;
            checkpoint: components["schemas"]["BodyIn"];
            /**
             * Metadata
             * @description to filter lists by
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            metadata?: {
                [key: string]: unknown;
            };
            /**
             * Channels
             * @default []
             */
            channels?: components["schemas"]["ChannelIn"][];
        };
        /**
         * CheckpointSaved
         * @description A checkpoint that was saved.
         */
        CheckpointSaved: {
            /** Thread Id */
            thread_id: string;
            /** Checkpoint Ns */
            checkpoint_ns: string;
            /** Checkpoint Id */
            checkpoint_id: string;
            /** Parent Checkpoint Id */
            parent_checkpoint_id: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * CheckpointsDeleted
         * @description What was deleted.
         */
        CheckpointsDeleted: {
            /**
             * Checkpoints
             * @description how many, without those of threads deleted whole
             */
            checkpoints: number;
        };
        /**
         * ContentInfo
         * @description What the content route answers.
         */
        ContentInfo: {
            /** Bytes */
            bytes: number;
            /**
             * Sha256
             * @description of those bytes, in hex
             */
            sha256: string;
            /** Media Type */
            media_type: string;
        };
        /**
         * ConversationCreate
         * @description A conversation to make.
         */
        ConversationCreate: {
            /**
             * Items
             * @description the first items, 20 at most
             */
            items?: (components["schemas"]["MessageItem"] | components["schemas"]["OtherItem"])[] | null;
            /** Metadata */
            metadata?: {
                [key: string]: string;
            } | null;
        };
        /**
         * ConversationDeleted
         * @description A conversation that is no more.
         */
        ConversationDeleted: {
            /** Id */
            id: string;
            /**
             * Object
             * @default conversation.deleted
             * @constant
             */
            object?: "conversation.deleted";
            /**
             * Deleted
             * @default true
             * @constant
             */
            deleted?: true;
        };
        /**
         * ConversationOut
         * @description A conversation: a chat, without its messages.
         */
        ConversationOut: {
            /**
             * Id
             * @description the chat's id
             */
            id: string;
            /**
             * Object
             * @default conversation
             * @constant
             */
            object?: "conversation";
            /**
             * Created At
             * @description seconds since 1970
             */
            created_at: number;
            /**
             * Metadata
             * @description those values of the chat's `context_data` that are texts
             */
            metadata: {
                [key: string]: string;
            };
        };
        /**
         * ConversationUpdate
         * @description What to change.
         */
        ConversationUpdate: {
            /**
             * Metadata
             * @description takes the place of all there were
             */
            metadata: {
                [key: string]: string;
            } | null;
        };
        /**
         * CurrentHop
         * @description The hop that a mission is at.
         */
        CurrentHop: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** Sequence Order */
            sequence_order: number;
            /** Name */
            name: string;
            /** Status */
            status: string;
            /** Is Final */
            is_final: boolean;
            /** Error Message */
            error_message?: string | null;
        };
        /**
         * DeletedSessionOut
         * @description A session that is deleted and can still be restored.
         */
        DeletedSessionOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** User Id */
            user_id: string;
            /**
             * Key
             * @description your own name for it
             */
            key: string | null;
            /** Name */
            name: string;
            status: components["schemas"]["SessionStatus"];
            /** @example 66f0c0ffee0000000000abcd */
            chat_id: string;
            mission_id: string | null;
            /**
             * Session Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            session_metadata: {
                [key: string]: unknown;
            };
            /**
             * Last Activity At
             * Format: date-time
             */
            last_activity_at: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** @description in full, with include=chat */
            chat?: components["schemas"]["ChatOut"] | null;
            /** @description in full, with include=mission */
            mission?: components["schemas"]["MissionOut"] | null;
            /** @description with include=recovery */
            recovery?: components["schemas"]["Recovery"] | null;
            /**
             * Deleted At
             * Format: date-time
             */
            deleted_at: string;
            /**
             * Restorable Until
             * Format: date-time
             * @description after that it is removed for good
             */
            restorable_until: string;
        };
        /**
         * DeletedSessionPage
         * @description Deleted sessions, the last deleted first, and where to go on.
         */
        DeletedSessionPage: {
            /** Items */
            items: components["schemas"]["DeletedSessionOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * DeliveryOut
         * @description One event for a webhook, and what became of it.
         */
        DeliveryOut: {
            /**
             * @description what the header `webhook-id` says, at each attempt
             * @example 66f0c0ffee0000000000abcd
             */
            id: string;
            /**
             * Kind
             * @description the event's, or `webhook.test` or `webhooks.gap`
             */
            kind: string;
            state: components["schemas"]["DeliveryState"];
            /**
             * Attempts
             * @description how many attempts have failed
             */
            attempts: number;
            /**
             * Last Status
             * @description of the last answer; null where none came
             */
            last_status: number | null;
            /**
             * Last Error
             * @description why no answer came
             */
            last_error: string | null;
            /**
             * Next Attempt At
             * @description not before that is it tried again; null once it has ended
             */
            next_attempt_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * Expires At
             * Format: date-time
             * @description when it is removed
             */
            expires_at: string;
            /**
             * Body
             * @description what is sent, as it is signed
             */
            body: string;
        };
        /**
         * DeliveryPage
         * @description Deliveries of a webhook, newest first, and where to go on.
         */
        DeliveryPage: {
            /** Items */
            items: components["schemas"]["DeliveryOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * DeliveryState
         * @description How far a delivery is. A dead one is tried no more unless it is sent again.
         * @enum {string}
         */
        DeliveryState: "pending" | "delivered" | "dead";
        /**
         * DisabledReason
         * @description Why a webhook is not sent anything.
         * @enum {string}
         */
        DisabledReason: "asked" | "failing" | "gone" | "behind";
        /**
         * DiscardedResult
         * @description A result that nobody needs.
         */
        DiscardedResult: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "discard";
        };
        /**
         * DueSessionOut
         * @description A session that a sweep would do a step to.
         */
        DueSessionOut: {
            /** @example 66f0c0ffee0000000000abcd */
            session_id: string;
            /** User Id */
            user_id: string;
            /** Name */
            name: string;
            status: components["schemas"]["SessionStatus"];
            step: components["schemas"]["SweepStep"];
            /**
             * Reason
             * @description why, in words
             * @example without activity
             */
            reason: string;
            /**
             * Since
             * Format: date-time
             * @description since when it is so
             */
            since: string;
            /**
             * Last Activity At
             * Format: date-time
             */
            last_activity_at: string;
        };
        /**
         * DueSessionPage
         * @description Sessions that a sweep would do a step to, and where to go on.
         */
        DueSessionPage: {
            /** Items */
            items: components["schemas"]["DueSessionOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * EventKind
         * @description What may happen that webhooks are told of; the words are those of a feed.
         * @enum {string}
         */
        EventKind: "session.created" | "session.changed" | "session.deleted" | "session.restored" | "chat.created" | "chat.changed" | "chat.deleted" | "chat.restored" | "message.created" | "message.changed" | "stream.ended" | "mission.created" | "mission.changed" | "mission.deleted" | "mission.restored" | "hop.created" | "hop.changed" | "hop.deleted" | "hop.restored" | "asset.created" | "asset.changed" | "asset.deleted" | "asset.restored" | "user.erased";
        /**
         * FeedbackOut
         * @description What a user thinks of a message.
         */
        FeedbackOut: {
            /**
             * Message Id
             * @example msg-7f3a
             */
            message_id: string;
            /**
             * Sequence Order
             * @description the message's number within the chat
             */
            sequence_order: number;
            rating: components["schemas"]["Rating"];
            /** Comment */
            comment: string | null;
            /**
             * Created At
             * Format: date-time
             * @description when it was first given
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * FeedbackPage
         * @description Feedback in the order of the messages, and where to go on.
         */
        FeedbackPage: {
            /** Items */
            items: components["schemas"]["FeedbackOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * FeedbackPut
         * @description What you think of a message.
         */
        FeedbackPut: {
            rating: components["schemas"]["Rating"];
            /**
             * Comment
             * @example It found my bag.
             */
            comment?: string | null;
        };
        /**
         * ForkCreate
         * @description A fork to make of a chat.
         */
        ForkCreate: {
            /**
             * Through
             * @description the number of the last message to copy; all there are when not given
             */
            through?: number;
            /**
             * Session
             * @description whether it gets a session of its own
             * @default false
             */
            session?: boolean;
            /**
             * Key
             * @description your own name for what is made, the session where there is one, else the chat: where a fork of this chat has it, that is the answer
             */
            key?: string | null;
        };
        /**
         * ForkedFrom
         * @description What a chat was forked from.
         */
        ForkedFrom: {
            /** @example 66f0c0ffee0000000000abcd */
            chat_id: string;
            /**
             * Through
             * @description the number of the last message that was copied
             */
            through: number;
        };
        /**
         * Format
         * @description The forms of conversations that can be told, by the names of ``services.formats``.
         * @enum {string}
         */
        Format: "openai" | "responses" | "anthropic" | "gemini" | "langchain" | "langgraph" | "ai-sdk" | "pydantic-ai" | "sharegpt" | "training" | "chatgpt" | "claude" | "librechat" | "open-webui";
        /**
         * Health
         * @description That it works.
         */
        Health: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status?: "ok";
        };
        /**
         * HopCreate
         * @description A hop to propose.
         */
        HopCreate: {
            /**
             * Name
             * @example Compare the fares
             */
            name: string;
            /** Description */
            description?: string | null;
            /** Goal */
            goal?: string | null;
            /**
             * Success Criteria
             * @default []
             * @example [
             *       "Every fare has its source"
             *     ]
             */
            success_criteria?: string[];
            /** Rationale */
            rationale?: string | null;
            /**
             * Is Final
             * @description its completion completes the mission
             * @default false
             */
            is_final?: boolean;
            /**
             * Hop Metadata
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            hop_metadata?: {
                [key: string]: unknown;
            };
        };
        /**
         * HopDetail
         * @description A hop with its tool steps in order, and its own assets by name.
         */
        HopDetail: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** @example 66f0c0ffee0000000000abcd */
            mission_id: string;
            /**
             * Sequence Order
             * @description 1, 2 … within the mission, without gaps
             */
            sequence_order: number;
            /** Name */
            name: string;
            /** Description */
            description: string | null;
            /** Goal */
            goal: string | null;
            /** Success Criteria */
            success_criteria: string[];
            /** Rationale */
            rationale: string | null;
            status: components["schemas"]["HopStatus"];
            /** Is Final */
            is_final: boolean;
            /** Is Resolved */
            is_resolved: boolean;
            /** Error Message */
            error_message: string | null;
            /**
             * Hop Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            hop_metadata: {
                [key: string]: unknown;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Tool Steps */
            tool_steps: components["schemas"]["ToolStepOut"][];
            /** Hop State */
            hop_state: {
                [key: string]: components["schemas"]["AssetHeadOut"];
            };
        };
        /**
         * HopOut
         * @description A hop without its tool steps.
         */
        HopOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** @example 66f0c0ffee0000000000abcd */
            mission_id: string;
            /**
             * Sequence Order
             * @description 1, 2 … within the mission, without gaps
             */
            sequence_order: number;
            /** Name */
            name: string;
            /** Description */
            description: string | null;
            /** Goal */
            goal: string | null;
            /** Success Criteria */
            success_criteria: string[];
            /** Rationale */
            rationale: string | null;
            status: components["schemas"]["HopStatus"];
            /** Is Final */
            is_final: boolean;
            /** Is Resolved */
            is_resolved: boolean;
            /** Error Message */
            error_message: string | null;
            /**
             * Hop Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            hop_metadata: {
                [key: string]: unknown;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * HopPage
         * @description Hops in order, and where to go on.
         */
        HopPage: {
            /** Items */
            items: components["schemas"]["HopOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * HopStatus
         * @description Where a hop stands.
         * @enum {string}
         */
        HopStatus: "proposed" | "ready_to_resolve" | "ready_to_execute" | "executing" | "completed" | "failed" | "cancelled";
        /**
         * HopStatusChange
         * @description The status that a hop should have.
         */
        HopStatusChange: {
            /** @example ready_to_resolve */
            status: components["schemas"]["HopStatus"];
            /**
             * Reason
             * @description why the status changes, for its log
             * @example the customer found it
             */
            reason?: string | null;
            /**
             * Error Message
             * @description with `failed`
             */
            error_message?: string | null;
        };
        /**
         * HopUpdate
         * @description What to change; a field that is not given stays as it is.
         */
        HopUpdate: {
            /** Name */
            name?: string;
            /**
             * Description
             * @description null takes it off
             */
            description?: string | null;
            /**
             * Goal
             * @description null takes it off
             */
            goal?: string | null;
            /**
             * Success Criteria
             * @description replaces the whole list
             * @example [
             *       "Every fare has its source"
             *     ]
             */
            success_criteria?: string[];
            /**
             * Rationale
             * @description null takes it off
             */
            rationale?: string | null;
            /** Is Final */
            is_final?: boolean;
            /**
             * Hop Metadata
             * @description replaces the whole object
             * @example {
             *       "tokens": 12
             *     }
             */
            hop_metadata?: {
                [key: string]: unknown;
            };
        };
        /**
         * ImportOut
         * @description What became of a file of conversations.
         */
        ImportOut: {
            /**
             * New
             * @description how many conversations were not there before
             */
            new: number;
            /**
             * Continued
             * @description how many had more messages than before
             */
            continued: number;
            /** Unchanged */
            unchanged: number;
            /**
             * Broken
             * @description of these nothing is stored; `reason` says why
             */
            broken: number;
            /** Messages Added */
            messages_added: number;
            /** Forks Added */
            forks_added: number;
            /**
             * Is Whole
             * @description whether the body was read to its end: it has at most 5,000 conversations, and with `strict` the first that cannot be kept whole ends it
             */
            is_whole: boolean;
            /**
             * Left Out
             * @description files of the archive that look like conversations and are none
             */
            left_out: string[];
            /** Conversations */
            conversations: components["schemas"]["ImportedConversationOut"][];
        };
        /**
         * ImportStatus
         * @description What the sessions of an import can be told to stay.
         * @enum {string}
         */
        ImportStatus: "active" | "completed" | "archived";
        /**
         * ImportedConversationOut
         * @description What became of a conversation.
         */
        ImportedConversationOut: {
            /**
             * File
             * @description the one of the archive that has it
             */
            file: string | null;
            /**
             * Number
             * @description the line, or the item of an array, or which one it is
             */
            number: number;
            outcome: components["schemas"]["Outcome"];
            /**
             * Title
             * @description its title, else its id
             */
            title: string | null;
            /** @description where it is, or would be */
            session_id: string | null;
            chat_id: string | null;
            /** Messages Added */
            messages_added: number;
            /** Forks Added */
            forks_added: number;
            /**
             * Reason
             * @description why it is broken
             */
            reason: string | null;
            /**
             * Not Kept
             * @description what of it cannot be kept: the first 20 things
             */
            not_kept: string[];
        };
        /**
         * IndexLockOut
         * @description Who changes indexes now.
         */
        IndexLockOut: {
            /** Owner */
            owner: string;
            /** Since */
            since: string | null;
            /** Expires At */
            expires_at: string | null;
        };
        /**
         * IndexOperationOut
         * @description One change that `threadkeep indexes sync` would make.
         */
        IndexOperationOut: {
            kind: components["schemas"]["OperationKind"];
            /** Collection */
            collection: string;
            /** Name */
            name: string;
            risk: components["schemas"]["Risk"];
            /**
             * Changes
             * @description what differs
             */
            changes: string[];
            /**
             * Reason
             * @description why it is blocked, or what to mind
             */
            reason: string;
            /**
             * Documents
             * @description how many the collection has
             */
            documents: number | null;
        };
        /**
         * IndexOut
         * @description One index as it is.
         */
        IndexOut: {
            /** Collection */
            collection: string;
            /**
             * Name
             * @description empty for the options of the collection itself
             */
            name: string;
            /**
             * State
             * @description `ready`, `building`, `hidden`, `differs`, `missing` or `undeclared`
             */
            state: string;
            /** Detail */
            detail: string;
            /**
             * Uses
             * @description null where the service may not ask
             */
            uses: number | null;
            /** Uses Since */
            uses_since: string | null;
            /** Size Bytes */
            size_bytes: number | null;
            /**
             * Serves
             * @description which query a missing one is for
             */
            serves: string;
            build: components["schemas"]["RunningBuildOut"] | null;
        };
        /**
         * IndexRemarkOut
         * @description Something to know that is no difference.
         */
        IndexRemarkOut: {
            /** Collection */
            collection: string;
            /** Name */
            name: string;
            /** Text */
            text: string;
        };
        /**
         * IndexesOut
         * @description How the indexes stand, and the plan.
         */
        IndexesOut: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * In Step
             * @description whether there is nothing to change
             */
            in_step: boolean;
            /** Indexes */
            indexes: components["schemas"]["IndexOut"][];
            /**
             * Plan
             * @description in the order in which it would be done
             */
            plan: components["schemas"]["IndexOperationOut"][];
            /** Remarks */
            remarks: components["schemas"]["IndexRemarkOut"][];
            lock: components["schemas"]["IndexLockOut"] | null;
        };
        /**
         * ItemList
         * @description Items, and whether there are more after the last of them.
         */
        ItemList: {
            /**
             * Object
             * @default list
             * @constant
             */
            object?: "list";
            /** Data */
            data: components["schemas"]["ItemOut"][];
            /** First Id */
            first_id: string | null;
            /** Last Id */
            last_id: string | null;
            /** Has More */
            has_more: boolean;
        };
        /**
         * ItemOut
         * @description An item, as it was given; one that came as a message of a chat, in OpenAI's form.
         */
        ItemOut: {
            /** Id */
            id: string;
            /** Type */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ItemsCreate
         * @description Items to add, of which all are stored or none.
         */
        ItemsCreate: {
            /** Items */
            items: (components["schemas"]["MessageItem"] | components["schemas"]["OtherItem"])[];
        };
        /**
         * JobFile
         * @description The file of an export.
         */
        JobFile: {
            /**
             * Url
             * @description where it is read
             * @example /jobs/66f0c0ffee0000000000abcd/file
             */
            url: string;
            /** Media Type */
            media_type: string;
            /** Bytes */
            bytes: number;
            /** Sha256 */
            sha256: string;
            /**
             * Lines
             * @description how many lines it has, by their `type`
             */
            lines: {
                [key: string]: number;
            };
        };
        /**
         * JobKind
         * @description What a job does with all of a user.
         * @enum {string}
         */
        JobKind: "export" | "erasure";
        /**
         * JobOut
         * @description A job: the export or the erasure of all of one user.
         */
        JobOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            kind: components["schemas"]["JobKind"];
            /** @description `running` also while it waits for its turn */
            status: components["schemas"]["JobStatus"];
            /** User Id */
            user_id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Finished At */
            finished_at: string | null;
            /**
             * Kept Until
             * @description when the job and its file go; null until it has ended
             */
            kept_until: string | null;
            progress: components["schemas"]["JobProgress"];
            /**
             * Error
             * @description why it failed
             */
            error: string | null;
            /** @description of an erasure that succeeded */
            receipt: components["schemas"]["ReceiptOut"] | null;
            /** @description of an export that succeeded */
            file: components["schemas"]["JobFile"] | null;
        };
        /**
         * JobPage
         * @description Jobs, the newest first, and where to go on.
         */
        JobPage: {
            /** Items */
            items: components["schemas"]["JobOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * JobProgress
         * @description How far a job is.
         */
        JobProgress: {
            /** Documents Done */
            documents_done: number;
            /**
             * Documents Found
             * @description about how many there are in all; null until they are counted
             */
            documents_found: number | null;
        };
        /**
         * JobStatus
         * @description Whether a job has ended, and how; one that waits for its turn is running.
         * @enum {string}
         */
        JobStatus: "running" | "succeeded" | "failed";
        /**
         * LastSweepOut
         * @description The last sweep that ended.
         */
        LastSweepOut: {
            /**
             * Finished At
             * Format: date-time
             */
            finished_at: string;
            /**
             * Sessions
             * @description with how many it did each thing
             */
            sessions: {
                [key: string]: number;
            };
            /** Freed Bytes */
            freed_bytes: number;
        };
        /**
         * LeaseProlong
         * @description For how long the writer may be silent from now on.
         */
        LeaseProlong: {
            /**
             * Lease Seconds
             * @description this once; as long as at the opening where it is left out
             */
            lease_seconds?: number | null;
        };
        /**
         * Lineage
         * @description Where an asset comes from and what it went into.
         */
        Lineage: {
            /** @example 66f0c0ffee0000000000abcd */
            asset_id: string;
            /** @example 66f0c0ffee0000000000abcd */
            mission_id: string;
            /** @description the hop that it belongs to */
            hop_id: string | null;
            /** Steps */
            steps: components["schemas"]["StepUse"][];
            /** Messages */
            messages: components["schemas"]["MessageUse"][];
            /**
             * Messages From
             * @description the number of the oldest message that was looked at; null without a chat
             */
            messages_from: number | null;
        };
        /**
         * ListOrder
         * @description By what a list is ordered, the newest first.
         * @enum {string}
         */
        ListOrder: "activity" | "created";
        /**
         * ListenFrom
         * @description The versions that a recovery shows: whatever is newer came after it.
         */
        ListenFrom: {
            /** Session Etag */
            session_etag: string;
            /** Chat Etag */
            chat_etag: string;
            /** Mission Etag */
            mission_etag: string | null;
            /**
             * After
             * @description the newest message's number: ask for messages after it
             */
            after: number;
            /**
             * Last Event Id
             * @description where the session's feed begins: `Last-Event-ID` of GET /sessions/{session_id}/events
             */
            last_event_id: string;
        };
        /**
         * LiteralParameter
         * @description A parameter that is given here.
         */
        LiteralParameter: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "literal";
            /** Value */
            value: components["schemas"]["JsonValue"];
        };
        /**
         * LoggedKind
         * @description What a status belongs to, in the order in which those of one moment are told.
         * @enum {string}
         */
        LoggedKind: "asset" | "tool_step" | "hop" | "mission" | "session";
        /**
         * LostMessages
         * @description A range of sequence numbers whose messages the database has lost.
         */
        LostMessages: {
            /** First */
            first: number;
            /** Last */
            last: number;
        };
        /**
         * MessageCreate
         * @description A message to append.
         */
        MessageCreate: {
            /**
             * Id
             * @description Choose one and a retry stores nothing twice: the same id and body is answered as it was stored, the same id with another body is refused.
             */
            id?: string | null;
            role: components["schemas"]["Role"];
            /**
             * Content
             * @description a text, a list of parts, or null
             * @default
             * @example Where is my bag?
             */
            content?: string | (components["schemas"]["TextPart"] | components["schemas"]["ImageUrlPart"] | components["schemas"]["InputAudioPart"] | components["schemas"]["FilePart"] | components["schemas"]["RefusalPart"] | components["schemas"]["OtherPart"])[] | null;
            /**
             * Name
             * @description who speaks, where a role has several; of a function its name
             */
            name?: string | null;
            /**
             * Tool Calls
             * @description the calls that an assistant's message makes
             */
            tool_calls?: (components["schemas"]["FunctionToolCall"] | components["schemas"]["OtherToolCall"])[] | null;
            /**
             * Tool Call Id
             * @description the id of the call that this answers
             */
            tool_call_id?: string | null;
            /** Refusal */
            refusal?: string | null;
            /** Reasoning */
            reasoning?: string | null;
            /**
             * Usage
             * @example {
             *       "cost": 0.0031,
             *       "input_tokens": 812,
             *       "model": "m-large",
             *       "output_tokens": 64
             *     }
             */
            usage?: components["schemas"]["Usage"] | null;
            /**
             * Message Metadata
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            message_metadata?: {
                [key: string]: unknown;
            };
        };
        /**
         * MessageList
         * @description The messages of one append, in order.
         */
        MessageList: {
            /** Items */
            items: components["schemas"]["MessageOut"][];
        };
        /**
         * MessageOut
         * @description A message of a chat.
         */
        MessageOut: {
            /**
             * Id
             * @example msg-7f3a
             */
            id: string;
            /**
             * Sequence Order
             * @description 1, 2, 3 … within the chat, without gaps
             */
            sequence_order: number;
            role: components["schemas"]["Role"];
            /**
             * Content
             * @description a text, a list of parts, or null
             * @example Where is my bag?
             */
            content: string | (components["schemas"]["TextPart"] | components["schemas"]["ImageUrlPart"] | components["schemas"]["InputAudioPart"] | components["schemas"]["FilePart"] | components["schemas"]["RefusalPart"] | components["schemas"]["OtherPart"])[] | null;
            /**
             * Name
             * @description who speaks, where a role has several; of a function its name
             */
            name?: string | null;
            /**
             * Tool Calls
             * @description the calls that an assistant's message makes
             */
            tool_calls?: (components["schemas"]["FunctionToolCall"] | components["schemas"]["OtherToolCall"] | components["schemas"]["RedactedToolCall"])[] | null;
            /**
             * Tool Call Id
             * @description the id of the call that this answers
             */
            tool_call_id?: string | null;
            /** Refusal */
            refusal?: string | null;
            /** Reasoning */
            reasoning?: string | null;
            /**
             * Usage
             * @example {
             *       "cost": 0.0031,
             *       "input_tokens": 812,
             *       "model": "m-large",
             *       "output_tokens": 64
             *     }
             */
            usage?: components["schemas"]["Usage"] | null;
            /**
             * Message Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            message_metadata: {
                [key: string]: unknown;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Edited At
             * @description when it was last edited
             */
            edited_at?: string | null;
            /**
             * Redacted At
             * @description when it was emptied for good; its number stays taken
             */
            redacted_at?: string | null;
            /**
             * Version Id
             * @description the version that is selected, which all of this says; there with more
             */
            version_id?: string | null;
            /**
             * Version
             * @description its number: 1, 2, 3 … in the order they were added
             * @default 1
             */
            version?: number;
            /**
             * Versions
             * @description how many there are
             * @default 1
             */
            versions?: number;
            /**
             * Streaming
             * @description whether it is being written: its text grows; there with `stream_id`
             * @default false
             */
            streaming?: boolean;
            /** @description the stream that has it in hand; it may be interrupted */
            stream_id?: string | null;
        };
        /**
         * MessagePage
         * @description Messages in ascending order, and where to go on.
         */
        MessagePage: {
            /** Items */
            items: components["schemas"]["MessageOut"][];
            /**
             * Lost
             * @description the numbers within this page whose messages are lost, as a rule none: the rest is served, and no other message gets these numbers
             */
            lost: components["schemas"]["LostMessages"][];
            /**
             * Previous
             * @description cursor to older messages; null at the beginning
             */
            previous: string | null;
            /**
             * Next
             * @description cursor to newer messages; null at the end
             */
            next: string | null;
        };
        /**
         * MessageUpdate
         * @description What to change of a message; a field that is not given stays as it is.
         */
        MessageUpdate: {
            /**
             * Content
             * @description replaces all of it: a text, null, or parts
             */
            content?: string | (components["schemas"]["TextPart"] | components["schemas"]["ImageUrlPart"] | components["schemas"]["InputAudioPart"] | components["schemas"]["FilePart"] | components["schemas"]["RefusalPart"] | components["schemas"]["OtherPart"])[] | null;
            /**
             * Text
             * @description replaces the plain text, and keeps every part that is no text: the first text part gets it, the others go. Without `content`
             */
            text?: string;
            /**
             * Name
             * @description null takes it off
             */
            name?: string | null;
            /**
             * Tool Calls
             * @description replaces the list; null takes it off
             */
            tool_calls?: (components["schemas"]["FunctionToolCall"] | components["schemas"]["OtherToolCall"])[] | null;
            /**
             * Refusal
             * @description null takes it off
             */
            refusal?: string | null;
            /**
             * Reasoning
             * @description null takes it off
             */
            reasoning?: string | null;
            /**
             * Usage
             * @description what it cost, of the selected version; replaces the whole object, and the sums move with it. By itself it is no edit. null takes it off
             * @example {
             *       "cost": 0.0031,
             *       "input_tokens": 812,
             *       "model": "m-large",
             *       "output_tokens": 64
             *     }
             */
            usage?: components["schemas"]["Usage"] | null;
            /**
             * Message Metadata
             * @description replaces the whole object
             * @example {
             *       "tokens": 12
             *     }
             */
            message_metadata?: {
                [key: string]: unknown;
            };
        };
        /**
         * MessageUse
         * @description A message that names an asset in its metadata.
         */
        MessageUse: {
            /**
             * Relation
             * @enum {string}
             */
            relation: "produced" | "used";
            /** @example 66f0c0ffee0000000000abcd */
            chat_id: string;
            /** Message Id */
            message_id: string;
            /** Sequence Order */
            sequence_order: number;
            /** Role */
            role: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * MissionCreate
         * @description A mission to make.
         */
        MissionCreate: {
            /**
             * Name
             * @description unique among your missions that are not finished
             * @example Find the cheapest way to Oslo
             */
            name: string;
            /** Description */
            description?: string | null;
            /** Goal */
            goal?: string | null;
            /**
             * Success Criteria
             * @default []
             * @example [
             *       "Every fare has its source"
             *     ]
             */
            success_criteria?: string[];
            /**
             * Mission Metadata
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            mission_metadata?: {
                [key: string]: unknown;
            };
        };
        /**
         * MissionDetail
         * @description A mission with its hops in order, and its own assets by name.
         */
        MissionDetail: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** User Id */
            user_id: string;
            /** Name */
            name: string;
            /** Description */
            description: string | null;
            /** Goal */
            goal: string | null;
            /** Success Criteria */
            success_criteria: string[];
            status: components["schemas"]["MissionStatus"];
            /** @description the session that refers to it */
            session_id: string | null;
            /** @description the hop that it is at; of a finished mission the one it ended with */
            current_hop_id: string | null;
            /**
             * Mission Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            mission_metadata: {
                [key: string]: unknown;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            current_hop: components["schemas"]["HopOut"] | null;
            /** Hops */
            hops: components["schemas"]["HopOut"][];
            /** Mission State */
            mission_state: {
                [key: string]: components["schemas"]["AssetHeadOut"];
            };
        };
        /**
         * MissionFull
         * @description A mission with its hops, their tool steps, and the assets of all of them.
         */
        MissionFull: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** User Id */
            user_id: string;
            /** Name */
            name: string;
            /** Description */
            description: string | null;
            /** Goal */
            goal: string | null;
            /** Success Criteria */
            success_criteria: string[];
            status: components["schemas"]["MissionStatus"];
            /** @description the session that refers to it */
            session_id: string | null;
            /** @description the hop that it is at; of a finished mission the one it ended with */
            current_hop_id: string | null;
            /**
             * Mission Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            mission_metadata: {
                [key: string]: unknown;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            current_hop: components["schemas"]["HopDetail"] | null;
            /** Hops */
            hops: components["schemas"]["HopDetail"][];
            /** Mission State */
            mission_state: {
                [key: string]: components["schemas"]["AssetHeadOut"];
            };
        };
        /**
         * MissionOut
         * @description A mission, as its session shows it.
         */
        MissionOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** User Id */
            user_id: string;
            /** Name */
            name: string;
            /** Description */
            description: string | null;
            /** Goal */
            goal: string | null;
            /** Success Criteria */
            success_criteria: string[];
            status: components["schemas"]["MissionStatus"];
            /** @description the session that refers to it */
            session_id: string | null;
            /** @description the hop that it is at; of a finished mission the one it ended with */
            current_hop_id: string | null;
            /**
             * Mission Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            mission_metadata: {
                [key: string]: unknown;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * MissionPage
         * @description Missions, newest first, and where to go on.
         */
        MissionPage: {
            /** Items */
            items: components["schemas"]["MissionOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * MissionProgress
         * @description How far a mission has come.
         */
        MissionProgress: {
            /**
             * Hops
             * @description how many of its hops have each status
             */
            hops: {
                [key: string]: number;
            };
            /**
             * Tool Steps
             * @description the same of the current hop's tool steps
             */
            tool_steps: {
                [key: string]: number;
            };
        };
        /**
         * MissionStatus
         * @description Where a mission stands.
         * @enum {string}
         */
        MissionStatus: "proposed" | "ready_for_next_hop" | "building_hop" | "hop_ready_to_execute" | "executing_hop" | "completed" | "failed" | "cancelled";
        /**
         * MissionStatusChange
         * @description The status that a mission should have.
         */
        MissionStatusChange: {
            /** @example ready_for_next_hop */
            status: components["schemas"]["MissionStatus"];
            /**
             * Reason
             * @description why the status changes, for its log
             * @example the customer found it
             */
            reason?: string | null;
            /** @description with `building_hop`, from `ready_for_next_hop`: the proposal to accept; the first one when not given */
            hop_id?: string | null;
        };
        /**
         * MissionUpdate
         * @description What to change; a field that is not given stays as it is.
         */
        MissionUpdate: {
            /** Name */
            name?: string;
            /**
             * Description
             * @description null takes it off
             */
            description?: string | null;
            /**
             * Goal
             * @description null takes it off
             */
            goal?: string | null;
            /**
             * Success Criteria
             * @description replaces the whole list
             * @example [
             *       "Every fare has its source"
             *     ]
             */
            success_criteria?: string[];
            /**
             * Mission Metadata
             * @description replaces the whole object
             * @example {
             *       "tokens": 12
             *     }
             */
            mission_metadata?: {
                [key: string]: unknown;
            };
        };
        /**
         * MissionsOut
         * @description Missions made in the period, by their present status.
         */
        MissionsOut: {
            /** Buckets */
            buckets: components["schemas"]["Bucket"][];
            /** Total */
            total: {
                [key: string]: number;
            };
            seconds_to_complete: components["schemas"]["SpreadOut"];
        };
        /**
         * ModelUsageOut
         * @description What the messages of one model cost.
         */
        ModelUsageOut: {
            /**
             * Model
             * @description null where they did not name it
             */
            model: string | null;
            usage: components["schemas"]["UsageTotalOut"];
        };
        /**
         * OpenToolCallOut
         * @description A tool call that no later message answers.
         */
        OpenToolCallOut: {
            /**
             * Id
             * @description what `tool_call_id` of the answer must be
             */
            id: string;
            /**
             * Message Id
             * @description the message that made the call
             */
            message_id: string;
            /** Sequence Order */
            sequence_order: number;
            /**
             * Tool Call
             * @description the call as it stands in `tool_calls`
             * @example {
             *       "tokens": 12
             *     }
             */
            tool_call: {
                [key: string]: unknown;
            };
        };
        /**
         * OperationKind
         * @description What an operation does.
         * @enum {string}
         */
        OperationKind: "create collection" | "create" | "wait for build" | "modify" | "replace" | "drop and create" | "make plain" | "hide" | "drop" | "blocked";
        /**
         * OtherToolsOut
         * @description The tools that are not listed one by one.
         */
        OtherToolsOut: {
            /** Tools */
            tools: number;
            /** Steps */
            steps: number;
        };
        /**
         * Outcome
         * @description What became of a conversation.
         * @enum {string}
         */
        Outcome: "new" | "continued" | "unchanged" | "broken";
        /**
         * PreviewOut
         * @description The beginning of a chat's newest message, on one line.
         */
        PreviewOut: {
            /** Message Id */
            message_id: string;
            /** Sequence Order */
            sequence_order: number;
            role: components["schemas"]["Role"];
            /**
             * Text
             * @description 160 characters at most, cut at a word's end; empty where the message has no text or is redacted
             */
            text: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * Rating
         * @description Whether a message was any good.
         * @enum {string}
         */
        Rating: "up" | "down";
        /**
         * ReceiptOut
         * @description What was erased.
         */
        ReceiptOut: {
            /** User Id */
            user_id: string;
            /**
             * Began At
             * Format: date-time
             */
            began_at: string;
            /**
             * Documents
             * @description by collection
             */
            documents: {
                [key: string]: number;
            };
            /** Messages */
            messages: number;
            /** Bytes */
            bytes: number;
        };
        /**
         * Recovery
         * @description What a client needs to go on, as of one point in time.
         */
        Recovery: {
            /** @description with its newest messages and the cursors to go on */
            chat: components["schemas"]["ChatOut"];
            /**
             * Open Tool Calls
             * @description tool calls without an answer, oldest first
             */
            open_tool_calls: components["schemas"]["OpenToolCallOut"][];
            /**
             * Tool Calls Examined From
             * @description the oldest message number that was searched for tool calls
             */
            tool_calls_examined_from: number;
            mission: components["schemas"]["MissionOut"] | null;
            current_hop: components["schemas"]["CurrentHop"] | null;
            progress: components["schemas"]["MissionProgress"] | null;
            listen_from: components["schemas"]["ListenFrom"];
        };
        /**
         * Risk
         * @description What an operation may cost those who use the database meanwhile.
         * @enum {string}
         */
        Risk: "safe" | "slow" | "gap" | "destructive" | "constraint";
        /**
         * Role
         * @description Who speaks.
         * @enum {string}
         */
        Role: "user" | "assistant" | "system" | "developer" | "tool" | "function" | "status";
        /**
         * RunningBuildOut
         * @description How far a build is.
         */
        RunningBuildOut: {
            /** Phase */
            phase: string;
            /** Done */
            done: number;
            /**
             * Total
             * @description null in a phase that is not counted
             */
            total: number | null;
            /** Seconds */
            seconds: number;
        };
        /**
         * RunsDelete
         * @description Whose checkpoints to delete.
         */
        RunsDelete: {
            /** Run Ids */
            run_ids: string[];
        };
        /**
         * SchemaDefinition
         * @description What an asset's content looks like.
         */
        SchemaDefinition: {
            /**
             * Type
             * @description `file` is content uploaded as a file; `any` is any JSON or file
             * @enum {string}
             */
            type: "any" | "string" | "boolean" | "integer" | "number" | "object" | "file";
            /** Description */
            description?: string | null;
            /**
             * Is Array
             * @description a list of such values
             * @default false
             */
            is_array?: boolean;
            /**
             * Fields
             * @description of an object: the fields that it has, each of them
             */
            fields?: {
                [key: string]: components["schemas"]["SchemaDefinition"];
            } | null;
        };
        /**
         * SearchHitOut
         * @description A message or a title that matches.
         */
        SearchHitOut: {
            /** @example 66f0c0ffee0000000000abcd */
            chat_id: string;
            /** @description the session that owns the chat */
            session_id: string | null;
            /**
             * Title
             * @description the chat's, as the chat shows it
             */
            title: string | null;
            /**
             * Message Id
             * @description null where the title matches
             */
            message_id: string | null;
            /**
             * Sequence Order
             * @description the message's number in its chat
             */
            sequence_order: number | null;
            role: components["schemas"]["Role"] | null;
            /**
             * Created At
             * Format: date-time
             * @description of the message; of a title, when the chat was made
             */
            created_at: string;
            /**
             * Score
             * @description how well it matches; of this search only
             */
            score: number;
            /**
             * Snippet
             * @description the text around what was looked for, in pieces: together they are plain text
             */
            snippet: components["schemas"]["SnippetPiece"][];
        };
        /**
         * SearchPage
         * @description What was found, the best first, and where to go on.
         */
        SearchPage: {
            /** Items */
            items: components["schemas"]["SearchHitOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * SentAgain
         * @description How many deliveries are tried anew.
         */
        SentAgain: {
            /**
             * Deliveries
             * @description a thousand at most: ask again until it is 0
             */
            deliveries: number;
        };
        /**
         * Series
         * @description Numbers by bucket, the empty ones included, and of the whole period.
         */
        Series: {
            /** Buckets */
            buckets: components["schemas"]["Bucket"][];
            /** Total */
            total: {
                [key: string]: number;
            };
        };
        /**
         * SessionCreate
         * @description A session to make.
         */
        SessionCreate: {
            /**
             * Name
             * @description "Session N" when not given
             */
            name?: string | null;
            /**
             * Session Metadata
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            session_metadata?: {
                [key: string]: unknown;
            };
            /** @description a chat of yours that no session owns; else one is made */
            chat_id?: string | null;
            /** @description a mission of yours that no session has */
            mission_id?: string | null;
            /**
             * Key
             * @description your own name for it: where a session of yours has it, that is the answer
             */
            key?: string | null;
        };
        /**
         * SessionListed
         * @description A session, as a list shows it: with what it shows of its chat.
         */
        SessionListed: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** User Id */
            user_id: string;
            /**
             * Key
             * @description your own name for it
             */
            key: string | null;
            /** Name */
            name: string;
            status: components["schemas"]["SessionStatus"];
            /** @example 66f0c0ffee0000000000abcd */
            chat_id: string;
            mission_id: string | null;
            /**
             * Session Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            session_metadata: {
                [key: string]: unknown;
            };
            /**
             * Last Activity At
             * Format: date-time
             */
            last_activity_at: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** @description in full, with include=chat */
            chat?: components["schemas"]["ChatOut"] | null;
            /** @description in full, with include=mission */
            mission?: components["schemas"]["MissionOut"] | null;
            /** @description with include=recovery */
            recovery?: components["schemas"]["Recovery"] | null;
            /**
             * Title
             * @description its chat's title, or the beginning of its messages
             */
            title: string | null;
            /**
             * Title Derived
             * @description whether the title is from the messages
             */
            title_derived: boolean;
            /**
             * Message Count
             * @description how many messages its chat has
             */
            message_count: number;
            /** @description the newest message; null without one */
            preview: components["schemas"]["PreviewOut"] | null;
            /** @description what all messages of its chat cost */
            usage: components["schemas"]["UsageTotalOut"] | null;
        };
        /**
         * SessionOut
         * @description A session.
         */
        SessionOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** User Id */
            user_id: string;
            /**
             * Key
             * @description your own name for it
             */
            key: string | null;
            /** Name */
            name: string;
            status: components["schemas"]["SessionStatus"];
            /** @example 66f0c0ffee0000000000abcd */
            chat_id: string;
            mission_id: string | null;
            /**
             * Session Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            session_metadata: {
                [key: string]: unknown;
            };
            /**
             * Last Activity At
             * Format: date-time
             */
            last_activity_at: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** @description in full, with include=chat */
            chat?: components["schemas"]["ChatOut"] | null;
            /** @description in full, with include=mission */
            mission?: components["schemas"]["MissionOut"] | null;
            /** @description with include=recovery */
            recovery?: components["schemas"]["Recovery"] | null;
        };
        /**
         * SessionPage
         * @description Sessions, the newest first, and where to go on.
         */
        SessionPage: {
            /** Items */
            items: components["schemas"]["SessionListed"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * SessionResume
         * @description What a session gets that has to be made; one that is there stays as it is.
         */
        SessionResume: {
            /**
             * Name
             * @description "Session N" when not given
             */
            name?: string | null;
            /**
             * Session Metadata
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            session_metadata?: {
                [key: string]: unknown;
            };
        };
        /**
         * SessionStatus
         * @description Where a session stands.
         * @enum {string}
         */
        SessionStatus: "active" | "completed" | "abandoned" | "archived";
        /**
         * SessionUpdate
         * @description What to change; a field that is not given stays as it is.
         */
        SessionUpdate: {
            /** Name */
            name?: string;
            /**
             * Session Metadata
             * @description replaces the whole object
             * @example {
             *       "tokens": 12
             *     }
             */
            session_metadata?: {
                [key: string]: unknown;
            };
            status?: components["schemas"]["SessionStatus"];
            /** @description null takes the mission off */
            mission_id?: string | null;
            /**
             * Reason
             * @description why the status changes, for its log
             * @example the customer found it
             */
            reason?: string | null;
        };
        /**
         * SessionsOut
         * @description Sessions made in the period, by their present status.
         */
        SessionsOut: {
            /** Buckets */
            buckets: components["schemas"]["Bucket"][];
            /** Total */
            total: {
                [key: string]: number;
            };
            /** @description from their beginning to their last activity */
            length_seconds: components["schemas"]["SpreadOut"];
            /** @description messages a session */
            messages: components["schemas"]["SpreadOut"];
        };
        /**
         * ShareCreate
         * @description What to share of a chat, and until when.
         */
        ShareCreate: {
            /**
             * Through
             * @description the number of the last message that is shared, which may be yet to come; the newest one's where it is left out
             */
            through?: number;
            /**
             * Expires At
             * @description when the link ends; never, but by its revocation, without it
             */
            expires_at?: string | null;
        };
        /**
         * ShareMade
         * @description A share that was just made, with its token: it is told only here.
         */
        ShareMade: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** @example 66f0c0ffee0000000000abcd */
            chat_id: string;
            /**
             * Through
             * @description the number of the last message that is shared
             */
            through: number;
            /** Expires At */
            expires_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Token
             * @description who has it reads what is shared; only its hash is stored
             */
            token: string;
            /**
             * Path
             * @description of the page to read, at this service
             */
            path: string;
        };
        /**
         * ShareOut
         * @description A share of a chat.
         */
        ShareOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** @example 66f0c0ffee0000000000abcd */
            chat_id: string;
            /**
             * Through
             * @description the number of the last message that is shared
             */
            through: number;
            /** Expires At */
            expires_at: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * SharePage
         * @description Shares of a chat, newest first, and where to go on.
         */
        SharePage: {
            /** Items */
            items: components["schemas"]["ShareOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * SharedChat
         * @description A part of a shared chat: messages in ascending order, and where to go on.
         */
        SharedChat: {
            /** Title */
            title: string | null;
            /**
             * Through
             * @description the number of the last message that is shared
             */
            through: number;
            /**
             * Expires At
             * @description when the link ends
             */
            expires_at: string | null;
            /** Items */
            items: components["schemas"]["SharedMessage"][];
            /**
             * Lost
             * @description the numbers within this page whose messages are lost, as a rule none
             */
            lost: components["schemas"]["LostMessages"][];
            /**
             * Next
             * @description the number to go on `after`; null at the end
             */
            next: number | null;
        };
        SharedMessage: {
            [key: string]: unknown;
        };
        /**
         * SnippetPiece
         * @description A part of a text.
         */
        SnippetPiece: {
            /** Text */
            text: string;
            /**
             * Marked
             * @description whether it is what was looked for
             */
            marked: boolean;
        };
        /**
         * SpreadOut
         * @description The middle and the tail of some values; null where there are none.
         */
        SpreadOut: {
            /** Count */
            count: number;
            /** Median */
            median: number | null;
            /**
             * P95
             * @description the smallest value that 95 % do not exceed
             */
            p95: number | null;
        };
        /**
         * StatusReason
         * @description Why the status changes, for its log.
         */
        StatusReason: {
            /**
             * Reason
             * @description why the status changes, for its log
             * @example the customer found it
             */
            reason?: string | null;
        };
        /**
         * StepOrder
         * @description The order that a hop's tool steps should have.
         */
        StepOrder: {
            /**
             * Step Ids
             * @description the ids of all of them, each once
             */
            step_ids: string[];
        };
        /**
         * StepStatus
         * @description Where a tool step stands.
         * @enum {string}
         */
        StepStatus: "proposed" | "ready_to_configure" | "ready_to_execute" | "executing" | "completed" | "failed" | "cancelled";
        /**
         * StepStatusChange
         * @description The status that a tool step should have.
         */
        StepStatusChange: {
            /** @example ready_to_configure */
            status: components["schemas"]["StepStatus"];
            /**
             * Reason
             * @description why the status changes, for its log
             * @example the customer found it
             */
            reason?: string | null;
            /**
             * Execution Result
             * @description with `completed` or `failed`
             */
            execution_result?: {
                [key: string]: unknown;
            } | null;
            /**
             * Error Message
             * @description with `failed`
             */
            error_message?: string | null;
        };
        /**
         * StepUse
         * @description A tool step that reads an asset or makes it.
         */
        StepUse: {
            /**
             * Relation
             * @enum {string}
             */
            relation: "produced" | "used";
            /** @example 66f0c0ffee0000000000abcd */
            hop_id: string;
            /** @example 66f0c0ffee0000000000abcd */
            step_id: string;
            /** Step Name */
            step_name: string;
            /**
             * Mapping
             * @description the parameter or the result that names the asset
             */
            mapping: string;
            /** Status */
            status: string;
            /** Started At */
            started_at: string | null;
            /** Completed At */
            completed_at: string | null;
        };
        /**
         * StreamFinish
         * @description How a stream ends.
         */
        StreamFinish: {
            /**
             * State
             * @default complete
             * @enum {string}
             */
            state?: "complete" | "failed";
            /**
             * Error
             * @description what went wrong
             * @example the model is overloaded
             */
            error?: string | null;
            /**
             * Usage
             * @example {
             *       "cost": 0.0031,
             *       "input_tokens": 812,
             *       "model": "m-large",
             *       "output_tokens": 64
             *     }
             */
            usage?: components["schemas"]["Usage"] | null;
            /**
             * Message Metadata
             * @description what the message's metadata gets beside what the opening gave it
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            message_metadata?: {
                [key: string]: unknown;
            };
        };
        /**
         * StreamOpen
         * @description A message to write, event by event.
         */
        StreamOpen: {
            /**
             * Id
             * @description the message's id: choose one, and a retry opens nothing twice
             */
            id?: string | null;
            /**
             * Message Metadata
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            message_metadata?: {
                [key: string]: unknown;
            };
            /**
             * Lease Seconds
             * @description how long its writer may be silent before it is taken for dead
             * @default 15
             */
            lease_seconds?: number;
        };
        /**
         * StreamOut
         * @description A stream: a message while it is written.
         */
        StreamOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** @example 66f0c0ffee0000000000abcd */
            chat_id: string;
            /**
             * Message Id
             * @example msg-7f3a
             */
            message_id: string;
            /**
             * Sequence Order
             * @description the message's number within the chat
             */
            sequence_order: number;
            state: components["schemas"]["StreamState"];
            /**
             * Next
             * @description the index of its next event
             */
            next: number;
            /**
             * Epoch
             * @description its writer's epoch; a new writer takes one more
             */
            epoch: number;
            /**
             * Lease Until
             * @description when its writer is taken for dead unless it is heard of; null after its end
             */
            lease_until: string | null;
            /**
             * Error
             * @description what its writer said went wrong
             */
            error: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * Expires At
             * @description until when its events can be read
             */
            expires_at: string | null;
        };
        /**
         * StreamPlace
         * @description Where a stream stands after a request of its writer.
         */
        StreamPlace: {
            /**
             * Next
             * @description the index of its next event
             */
            next: number;
            state: components["schemas"]["StreamState"];
        };
        /**
         * StreamState
         * @description How far a stream is. All but ``streaming`` are ends; ``interrupted`` can be gone on from.
         * @enum {string}
         */
        StreamState: "streaming" | "complete" | "failed" | "cancelled" | "interrupted";
        /**
         * SweepPreview
         * @description What a sweep would do now.
         */
        SweepPreview: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Steps */
            steps: components["schemas"]["SweepStepCount"][];
            /** @description null before the first sweep */
            last: components["schemas"]["LastSweepOut"] | null;
        };
        /**
         * SweepStep
         * @description What a sweep does to a session, in the order in which it does it.
         * @enum {string}
         */
        SweepStep: "abandon" | "archive" | "delete" | "remove";
        /**
         * SweepStepCount
         * @description How many sessions a step would be done to.
         */
        SweepStepCount: {
            step: components["schemas"]["SweepStep"];
            /**
             * After Seconds
             * @description how long a session waits for it; null for ever
             */
            after_seconds: number | null;
            /** Sessions */
            sessions: number;
            /**
             * At Least
             * @description whether there are more than were counted
             */
            at_least: boolean;
        };
        /**
         * ThreadCopied
         * @description What was copied.
         */
        ThreadCopied: {
            /**
             * Copied
             * @description false where the thread has no checkpoints
             */
            copied: boolean;
        };
        /**
         * ThreadCopy
         * @description Which thread to copy, and where to.
         */
        ThreadCopy: {
            /**
             * Source Thread Id
             * @example thread-1
             */
            source_thread_id: string;
            /**
             * Target Thread Id
             * @example thread-1
             */
            target_thread_id: string;
        };
        /**
         * ThreadsPrune
         * @description Which threads to prune, and how.
         */
        ThreadsPrune: {
            /** Thread Ids */
            thread_ids: string[];
            /**
             * Strategy
             * @description `keep_latest` keeps the newest checkpoint of each namespace
             * @default keep_latest
             * @enum {string}
             */
            strategy?: "keep_latest" | "delete";
        };
        /**
         * ToolOut
         * @description The steps of one tool that were made in the period.
         */
        ToolOut: {
            /** Tool Id */
            tool_id: string;
            /** Steps */
            steps: number;
            /** By Status */
            by_status: {
                [key: string]: number;
            };
            /**
             * Failure Rate
             * @description failed ones among those completed or failed; null where there are none
             */
            failure_rate: number | null;
            /**
             * Mean Seconds
             * @description what its completed steps took from executing on, in the mean; null where there are none
             */
            mean_seconds: number | null;
        };
        /**
         * ToolStepCreate
         * @description A tool step to propose.
         */
        ToolStepCreate: {
            /**
             * Tool Id
             * @example fare-search
             */
            tool_id: string;
            /** Name */
            name: string;
            /** Description */
            description?: string | null;
            /**
             * Parameter Mapping
             * @default {}
             */
            parameter_mapping?: {
                [key: string]: components["schemas"]["AssetParameter"] | components["schemas"]["LiteralParameter"];
            };
            /**
             * Result Mapping
             * @default {}
             */
            result_mapping?: {
                [key: string]: components["schemas"]["AssetResult"] | components["schemas"]["DiscardedResult"];
            };
            /**
             * Resource Configs
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            resource_configs?: {
                [key: string]: unknown;
            };
            /**
             * Validation Errors
             * @default []
             * @example [
             *       "Every fare has its source"
             *     ]
             */
            validation_errors?: string[];
        };
        /**
         * ToolStepDetail
         * @description A tool step, and the hop that it is of.
         */
        ToolStepDetail: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** Tool Id */
            tool_id: string;
            /**
             * Sequence Order
             * @description 1, 2 … within the hop, without gaps
             */
            sequence_order: number;
            /** Name */
            name: string;
            /** Description */
            description: string | null;
            status: components["schemas"]["StepStatus"];
            /**
             * Parameter Mapping
             * @example {
             *       "tokens": 12
             *     }
             */
            parameter_mapping: {
                [key: string]: unknown;
            };
            /**
             * Result Mapping
             * @example {
             *       "tokens": 12
             *     }
             */
            result_mapping: {
                [key: string]: unknown;
            };
            /**
             * Resource Configs
             * @example {
             *       "tokens": 12
             *     }
             */
            resource_configs: {
                [key: string]: unknown;
            };
            /** Validation Errors */
            validation_errors: string[];
            /** Execution Result */
            execution_result: {
                [key: string]: unknown;
            } | null;
            /** Error Message */
            error_message: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Started At */
            started_at: string | null;
            /** Completed At */
            completed_at: string | null;
            /** @example 66f0c0ffee0000000000abcd */
            hop_id: string;
        };
        /**
         * ToolStepList
         * @description All of a hop's tool steps, in order.
         */
        ToolStepList: {
            /** Items */
            items: components["schemas"]["ToolStepOut"][];
        };
        /**
         * ToolStepOut
         * @description A tool step.
         */
        ToolStepOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** Tool Id */
            tool_id: string;
            /**
             * Sequence Order
             * @description 1, 2 … within the hop, without gaps
             */
            sequence_order: number;
            /** Name */
            name: string;
            /** Description */
            description: string | null;
            status: components["schemas"]["StepStatus"];
            /**
             * Parameter Mapping
             * @example {
             *       "tokens": 12
             *     }
             */
            parameter_mapping: {
                [key: string]: unknown;
            };
            /**
             * Result Mapping
             * @example {
             *       "tokens": 12
             *     }
             */
            result_mapping: {
                [key: string]: unknown;
            };
            /**
             * Resource Configs
             * @example {
             *       "tokens": 12
             *     }
             */
            resource_configs: {
                [key: string]: unknown;
            };
            /** Validation Errors */
            validation_errors: string[];
            /** Execution Result */
            execution_result: {
                [key: string]: unknown;
            } | null;
            /** Error Message */
            error_message: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /** Started At */
            started_at: string | null;
            /** Completed At */
            completed_at: string | null;
        };
        /**
         * ToolStepPage
         * @description Tool steps in order, and where to go on.
         */
        ToolStepPage: {
            /** Items */
            items: components["schemas"]["ToolStepOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * ToolStepUpdate
         * @description What to change; a field that is not given stays as it is.
         */
        ToolStepUpdate: {
            /**
             * Tool Id
             * @example fare-search
             */
            tool_id?: string;
            /** Name */
            name?: string;
            /**
             * Description
             * @description null takes it off
             */
            description?: string | null;
            /**
             * Parameter Mapping
             * @description replaces the whole mapping
             */
            parameter_mapping?: {
                [key: string]: components["schemas"]["AssetParameter"] | components["schemas"]["LiteralParameter"];
            };
            /**
             * Result Mapping
             * @description replaces the whole mapping
             */
            result_mapping?: {
                [key: string]: components["schemas"]["AssetResult"] | components["schemas"]["DiscardedResult"];
            };
            /**
             * Resource Configs
             * @description replaces the whole object
             * @example {
             *       "tokens": 12
             *     }
             */
            resource_configs?: {
                [key: string]: unknown;
            };
            /**
             * Validation Errors
             * @description replaces the whole list
             * @example [
             *       "Every fare has its source"
             *     ]
             */
            validation_errors?: string[];
            /**
             * Execution Result
             * @description null takes it off
             */
            execution_result?: {
                [key: string]: unknown;
            } | null;
            /**
             * Error Message
             * @description null takes it off
             */
            error_message?: string | null;
        };
        /**
         * TransitionOut
         * @description One change of status.
         */
        TransitionOut: {
            /** @description what it is that changed */
            kind: components["schemas"]["LoggedKind"];
            /**
             * @description its id
             * @example 66f0c0ffee0000000000abcd
             */
            id: string;
            /**
             * Name
             * @description its name now
             */
            name: string;
            /** From */
            from: string;
            /** To */
            to: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * By
             * @description the user, or `threadkeep` for what time has done
             */
            by: string;
            /** Reason */
            reason: string | null;
        };
        /**
         * TransitionPage
         * @description Changes of status, the newest first, and where to go on.
         */
        TransitionPage: {
            /** Items */
            items: components["schemas"]["TransitionOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * UploadMade
         * @description A value that was uploaded, for a checkpoint or a write of its thread to have.
         */
        UploadMade: {
            /** @example 66f0c0ffee0000000000abcd */
            upload_id: string;
            /** Bytes */
            bytes: number;
        };
        /**
         * UsageBucket
         * @description What the messages of one day, week or month cost.
         */
        UsageBucket: {
            /**
             * Start
             * Format: date
             */
            start: string;
            usage: components["schemas"]["UsageTotalOut"];
        };
        /**
         * UsageSeriesOut
         * @description What messages cost, by bucket, the empty ones included, and in the whole period.
         */
        UsageSeriesOut: {
            /** Buckets */
            buckets: components["schemas"]["UsageBucket"][];
            total: components["schemas"]["UsageTotalOut"];
            /**
             * Models
             * @description the hundred that cost the most at most, those first
             */
            models: components["schemas"]["ModelUsageOut"][];
            /**
             * Other Models
             * @description how many more there are
             */
            other_models: number;
        };
        /**
         * UsageTotalOut
         * @description What messages cost together.
         */
        UsageTotalOut: {
            /**
             * Messages
             * @description how many of them said what they cost; each version counts by itself
             */
            messages: number;
            /** Input Tokens */
            input_tokens: number;
            /** Output Tokens */
            output_tokens: number;
            /** Cached Tokens */
            cached_tokens: number;
            /** Cost */
            cost: number;
        };
        /**
         * UserBucket
         * @description Active users of one day, week or month.
         */
        UserBucket: {
            /**
             * Start
             * Format: date
             */
            start: string;
            /** Active */
            active: number;
        };
        /**
         * UserNamed
         * @description Whose data are meant.
         */
        UserNamed: {
            /**
             * User Id
             * @description the subject of the user's tokens
             * @example alice
             */
            user_id: string;
        };
        /**
         * UsersOut
         * @description Active users: those of whose chats any got a message.
         */
        UsersOut: {
            /** Buckets */
            buckets: components["schemas"]["UserBucket"][];
            /**
             * Total
             * @description active at any time in the period
             */
            total: number;
        };
        /**
         * ValueIn
         * @description A value: its bytes in base64, up to 1 MiB of them, or the id of an upload.
         */
        ValueIn: {
            /**
             * Type
             * @description what serialised it says; not looked into
             * @example msgpack
             */
            type: string;
            /** Base64 */
            base64?: string | null;
            /** @description of POST /checkpoints/values */
            upload_id?: string | null;
        };
        /**
         * ValueOut
         * @description A value; `base64` is null where it is to be read by its id.
         */
        ValueOut: {
            /** Value Id */
            value_id: string;
            /** Type */
            type: string;
            /** Bytes */
            bytes: number;
            /** Base64 */
            base64: string | null;
        };
        /**
         * VersionChoice
         * @description Which version a message is to say.
         */
        VersionChoice: {
            /**
             * Id
             * @example msg-7f3a
             */
            id: string;
        };
        /**
         * VersionCreate
         * @description A version of a message to add; its role, and the call that it answers, are the message's.
         */
        VersionCreate: {
            /**
             * Id
             * @description Choose one and a retry adds nothing twice. The first version's is the message's own id.
             */
            id?: string | null;
            /**
             * Content
             * @description a text, a list of parts, or null
             * @default
             * @example Where is my suitcase?
             */
            content?: string | (components["schemas"]["TextPart"] | components["schemas"]["ImageUrlPart"] | components["schemas"]["InputAudioPart"] | components["schemas"]["FilePart"] | components["schemas"]["RefusalPart"] | components["schemas"]["OtherPart"])[] | null;
            /**
             * Name
             * @description who speaks, where a role has several; of a function its name
             */
            name?: string | null;
            /**
             * Tool Calls
             * @description the calls that an assistant's message makes
             */
            tool_calls?: (components["schemas"]["FunctionToolCall"] | components["schemas"]["OtherToolCall"])[] | null;
            /** Refusal */
            refusal?: string | null;
            /** Reasoning */
            reasoning?: string | null;
            /**
             * Usage
             * @example {
             *       "cost": 0.0031,
             *       "input_tokens": 812,
             *       "model": "m-large",
             *       "output_tokens": 64
             *     }
             */
            usage?: components["schemas"]["Usage"] | null;
            /**
             * Message Metadata
             * @default {}
             * @example {
             *       "tokens": 12
             *     }
             */
            message_metadata?: {
                [key: string]: unknown;
            };
        };
        /**
         * VersionOut
         * @description What a message says in one of its versions.
         */
        VersionOut: {
            /**
             * Id
             * @example v-2
             */
            id: string;
            /**
             * Version
             * @description its number: 1, 2, 3 … in the order they were added
             */
            version: number;
            /**
             * Is Selected
             * @description whether it is what the message says now
             */
            is_selected: boolean;
            /**
             * Content
             * @description a text, a list of parts, or null
             */
            content: string | (components["schemas"]["TextPart"] | components["schemas"]["ImageUrlPart"] | components["schemas"]["InputAudioPart"] | components["schemas"]["FilePart"] | components["schemas"]["RefusalPart"] | components["schemas"]["OtherPart"])[] | null;
            /**
             * Name
             * @description who speaks, where a role has several; of a function its name
             */
            name?: string | null;
            /**
             * Tool Calls
             * @description the calls that an assistant's message makes
             */
            tool_calls?: (components["schemas"]["FunctionToolCall"] | components["schemas"]["OtherToolCall"] | components["schemas"]["RedactedToolCall"])[] | null;
            /**
             * Tool Call Id
             * @description the id of the call that this answers
             */
            tool_call_id?: string | null;
            /** Refusal */
            refusal?: string | null;
            /** Reasoning */
            reasoning?: string | null;
            /**
             * Usage
             * @example {
             *       "cost": 0.0031,
             *       "input_tokens": 812,
             *       "model": "m-large",
             *       "output_tokens": 64
             *     }
             */
            usage?: components["schemas"]["Usage"] | null;
            /**
             * Message Metadata
             * @example {
             *       "tokens": 12
             *     }
             */
            message_metadata: {
                [key: string]: unknown;
            };
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Edited At */
            edited_at: string | null;
            /** Redacted At */
            redacted_at: string | null;
        };
        /**
         * VersionPage
         * @description Versions of a message, in the order they were added, and where to go on.
         */
        VersionPage: {
            /** Items */
            items: components["schemas"]["VersionOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * WebhookCreate
         * @description A webhook to make.
         */
        WebhookCreate: {
            /**
             * Url
             * @description where events are sent, by POST: https, and no address of a private network
             * @example https://hooks.example.com/threadkeep
             */
            url: string;
            /**
             * Kinds
             * @description what it is told of
             */
            kinds: components["schemas"]["EventKind"][];
            /** Description */
            description?: string | null;
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
        };
        /**
         * WebhookMade
         * @description A webhook with its new secret, which is told only here.
         */
        WebhookMade: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** Url */
            url: string;
            /** Kinds */
            kinds: components["schemas"]["EventKind"][];
            /** Description */
            description: string | null;
            /** Enabled */
            enabled: boolean;
            /** @description `failing`: nothing has arrived for five days; `gone`: it answered 410; `behind`: too many deliveries wait */
            disabled_reason: components["schemas"]["DisabledReason"] | null;
            /**
             * Failing Since
             * @description since when nothing has arrived; null while things do
             */
            failing_since: string | null;
            /**
             * Gaps
             * @description how often events were lost before they were recorded
             */
            gaps: number;
            /**
             * Gap At
             * @description when that was noticed last
             */
            gap_at: string | null;
            /**
             * Secrets
             * @description how many secrets it signs with just now
             */
            secrets: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
            /**
             * Secret
             * @description what the receiver verifies signatures with, as Standard Webhooks writes it
             */
            secret: string;
        };
        /**
         * WebhookOut
         * @description A webhook.
         */
        WebhookOut: {
            /** @example 66f0c0ffee0000000000abcd */
            id: string;
            /** Url */
            url: string;
            /** Kinds */
            kinds: components["schemas"]["EventKind"][];
            /** Description */
            description: string | null;
            /** Enabled */
            enabled: boolean;
            /** @description `failing`: nothing has arrived for five days; `gone`: it answered 410; `behind`: too many deliveries wait */
            disabled_reason: components["schemas"]["DisabledReason"] | null;
            /**
             * Failing Since
             * @description since when nothing has arrived; null while things do
             */
            failing_since: string | null;
            /**
             * Gaps
             * @description how often events were lost before they were recorded
             */
            gaps: number;
            /**
             * Gap At
             * @description when that was noticed last
             */
            gap_at: string | null;
            /**
             * Secrets
             * @description how many secrets it signs with just now
             */
            secrets: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Updated At
             * Format: date-time
             */
            updated_at: string;
        };
        /**
         * WebhookPage
         * @description Webhooks, newest first, and where to go on.
         */
        WebhookPage: {
            /** Items */
            items: components["schemas"]["WebhookOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * WebhookUpdate
         * @description What to change; a field that is not given stays as it is.
         */
        WebhookUpdate: {
            /**
             * Url
             * @description where events are sent, by POST: https, and no address of a private network
             * @example https://hooks.example.com/threadkeep
             */
            url?: string;
            /**
             * Kinds
             * @description what it is told of
             */
            kinds?: components["schemas"]["EventKind"][];
            /** Description */
            description?: string | null;
            /**
             * Enabled
             * @description one that is enabled again is told what happens from then on
             */
            enabled?: boolean;
        };
        /**
         * WriteIn
         * @description What a task wrote to a channel.
         */
        WriteIn: {
            /**
             * Index
             * @description its place among the task's; below 0 it takes the place of what is there
             */
            index: number;
            /**
             * Channel
             * @example messages
             */
            channel: string;
            value: components["schemas"]["ValueIn"];
        };
        /**
         * WriteOut
         * @description What a task wrote to a channel.
         */
        WriteOut: {
            /** Task Id */
            task_id: string;
            /** Task Path */
            task_path: string;
            /** Index */
            index: number;
            /** Channel */
            channel: string;
            value: components["schemas"]["ValueOut"];
        };
        /**
         * WritePage
         * @description Writes by task and index, and where to go on.
         */
        WritePage: {
            /** Items */
            items: components["schemas"]["WriteOut"][];
            /**
             * Next
             * @description cursor to the next page; null at the end
             */
            next: string | null;
        };
        /**
         * WritesPut
         * @description What a task wrote after a checkpoint.
         */
        WritesPut: {
            /**
             * Thread Id
             * @example thread-1
             */
            thread_id: string;
            /**
             * Checkpoint Ns
             * @default
             * @example
             */
            checkpoint_ns?: string;
            /**
             * Checkpoint Id
             * @example 1f0c2a6e-0c44-6d3e-8001-b5f1a3e9d0aa
             */
            checkpoint_id: string;
            /**
             * Task Id
             * @example b7b1a2d6-6a1b-5c5e-9a56-1f0c2a6e0c44
             */
            task_id: string;
            /**
             * Task Path
             * @default
             * @example ~__pregel_pull, agent
             */
            task_path?: string;
            /** Writes */
            writes: components["schemas"]["WriteIn"][];
        };
        /**
         * ProblemPart
         * @description One thing wrong with a request: where it is, and what.
         */
        ProblemPart: {
            /**
             * Pointer
             * @description JSON pointer (RFC 6901) into the body
             * @default null
             */
            pointer?: string | null;
            /**
             * Parameter
             * @description the query, path or header parameter
             * @default null
             */
            parameter?: string | null;
            /** Detail */
            detail: string;
        };
        /**
         * Problem
         * @description An error (RFC 9457).
         */
        Problem: {
            /** Type */
            type: string;
            /** Title */
            title: string;
            /** Status */
            status: number;
            /** Detail */
            detail: string;
            /** Instance */
            instance: string;
            /**
             * Errors
             * @description the first 20 faults
             * @default null
             */
            errors?: components["schemas"]["ProblemPart"][] | null;
            /**
             * More Errors
             * @description how many more there are, if any
             * @default null
             */
            more_errors?: number | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * JsonValue
         * @description Any JSON that reads back equal: integers of 64 bits, no NUL in a key.
         */
        JsonValue: unknown;
        /**
         * TextPart
         * @description A text.
         */
        TextPart: {
            /** @constant */
            type: "text";
            text: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * ImageUrlPart
         * @description An image: its address, or a `data:` URL with the image itself.
         */
        ImageUrlPart: {
            /** @constant */
            type: "image_url";
            image_url: {
                url: string;
                detail?: string | null;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * InputAudioPart
         * @description A recording, in Base64.
         */
        InputAudioPart: {
            /** @constant */
            type: "input_audio";
            input_audio: {
                data: string;
                format: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * FilePart
         * @description A file: its id, or its bytes as a `data:` URL.
         */
        FilePart: {
            /** @constant */
            type: "file";
            file: {
                file_id?: string | null;
                file_data?: string | null;
                filename?: string | null;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * RefusalPart
         * @description Why the model would not answer.
         */
        RefusalPart: {
            /** @constant */
            type: "refusal";
            refusal: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * OtherPart
         * @description A part of any other type: kept as it is.
         */
        OtherPart: {
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * FunctionToolCall
         * @description A call of a function.
         */
        FunctionToolCall: {
            id: string;
            /** @constant */
            type: "function";
            function: {
                name: string;
                arguments: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * OtherToolCall
         * @description A call of any other type: kept as it is.
         */
        OtherToolCall: {
            id: string;
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * RedactedToolCall
         * @description What stays of a call where its message was redacted.
         */
        RedactedToolCall: {
            id: string;
            type?: string;
            function?: {
                name: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        /**
         * Usage
         * @description What a message cost. Any of these fields, and no others.
         */
        Usage: {
            model?: string | null;
            input_tokens?: number | null;
            output_tokens?: number | null;
            /** @description input that the model had kept, as its provider counts it */
            cached_tokens?: number | null;
            /** @description in the currency of whoever writes it; summed to the billionth */
            cost?: number | null;
        };
        /**
         * OpenAIError
         * @description What went wrong.
         */
        OpenAIError: {
            /** Message */
            message: string;
            /**
             * Type
             * @description `invalid_request_error`, `rate_limit_error` where the same request may soon be taken, or `server_error`
             */
            type: string;
            /**
             * Param
             * @description the field or the parameter at fault
             */
            param: string | null;
            /**
             * Code
             * @description which error it is
             */
            code: string | null;
        };
        /**
         * OpenAIErrorOut
         * @description An error, in OpenAI's form.
         */
        OpenAIErrorOut: {
            error: components["schemas"]["OpenAIError"];
        };
        /**
         * MessageItem
         * @description A message.
         */
        MessageItem: {
            /** @constant */
            type?: "message";
            /** @enum {string} */
            role: "user" | "assistant" | "system" | "developer" | "critic" | "discriminator" | "tool" | "unknown";
            content: string | ({
                type: string;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        /**
         * OtherItem
         * @description An item of any other type: a call, its output, reasoning, and whatever else there is.
         */
        OtherItem: {
            type: string;
        } & {
            [key: string]: unknown;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description the id that the service's log has for this request */
        RequestId: string;
        /** @description the version, for If-Match */
        Version: string;
        /** @description the SHA-256 of the whole content, for If-None-Match and If-Range */
        ContentVersion: string;
        /** @description the version of `current`, where that is shown */
        CurrentVersion: string;
        /** @description the path of what was made */
        Location: string;
        /** @description the path of a message that was sent alone */
        LocationOfOne: string;
        /** @description how many seconds to wait before sending the same again */
        RetryAfter: number;
        /** @description of each quota of requests, where such are set, how many are left (`r`), and after how many seconds its minute ends (`t`), also of other answers; else the quota that has no room, and when there may be some */
        RateLimit: string;
        /** @description the quotas of requests: of `user` and `service`, how many (`q`) there may be in how many seconds (`w`) */
        RateLimitPolicy: string;
        /** @description the scheme to use: Bearer */
        Authenticate: string;
    };
    pathItems: never;
}
export type Analytics = components['schemas']['Analytics'];
export type AssetCreate = components['schemas']['AssetCreate'];
export type AssetHeadOut = components['schemas']['AssetHeadOut'];
export type AssetOut = components['schemas']['AssetOut'];
export type AssetPage = components['schemas']['AssetPage'];
export type AssetParameter = components['schemas']['AssetParameter'];
export type AssetResult = components['schemas']['AssetResult'];
export type AssetRole = components['schemas']['AssetRole'];
export type AssetScope = components['schemas']['AssetScope'];
export type AssetStatus = components['schemas']['AssetStatus'];
export type AssetStatusChange = components['schemas']['AssetStatusChange'];
export type AssetUpdate = components['schemas']['AssetUpdate'];
export type AttachmentList = components['schemas']['AttachmentList'];
export type AttachmentOut = components['schemas']['AttachmentOut'];
export type BodyIn = components['schemas']['BodyIn'];
export type BodyOut = components['schemas']['BodyOut'];
export type Bucket = components['schemas']['Bucket'];
export type BucketSize = components['schemas']['BucketSize'];
export type ChannelIn = components['schemas']['ChannelIn'];
export type ChannelOut = components['schemas']['ChannelOut'];
export type ChatCreate = components['schemas']['ChatCreate'];
export type ChatList = components['schemas']['ChatList'];
export type ChatListed = components['schemas']['ChatListed'];
export type ChatOut = components['schemas']['ChatOut'];
export type ChatStatus = components['schemas']['ChatStatus'];
export type ChatUpdate = components['schemas']['ChatUpdate'];
export type ChatUsageOut = components['schemas']['ChatUsageOut'];
export type CheckpointOut = components['schemas']['CheckpointOut'];
export type CheckpointPage = components['schemas']['CheckpointPage'];
export type CheckpointPut = components['schemas']['CheckpointPut'];
export type CheckpointSaved = components['schemas']['CheckpointSaved'];
export type CheckpointsDeleted = components['schemas']['CheckpointsDeleted'];
export type ContentInfo = components['schemas']['ContentInfo'];
export type ConversationCreate = components['schemas']['ConversationCreate'];
export type ConversationDeleted = components['schemas']['ConversationDeleted'];
export type ConversationOut = components['schemas']['ConversationOut'];
export type ConversationUpdate = components['schemas']['ConversationUpdate'];
export type CurrentHop = components['schemas']['CurrentHop'];
export type DeletedSessionOut = components['schemas']['DeletedSessionOut'];
export type DeletedSessionPage = components['schemas']['DeletedSessionPage'];
export type DeliveryOut = components['schemas']['DeliveryOut'];
export type DeliveryPage = components['schemas']['DeliveryPage'];
export type DeliveryState = components['schemas']['DeliveryState'];
export type DisabledReason = components['schemas']['DisabledReason'];
export type DiscardedResult = components['schemas']['DiscardedResult'];
export type DueSessionOut = components['schemas']['DueSessionOut'];
export type DueSessionPage = components['schemas']['DueSessionPage'];
export type EventKind = components['schemas']['EventKind'];
export type FeedbackOut = components['schemas']['FeedbackOut'];
export type FeedbackPage = components['schemas']['FeedbackPage'];
export type FeedbackPut = components['schemas']['FeedbackPut'];
export type ForkCreate = components['schemas']['ForkCreate'];
export type ForkedFrom = components['schemas']['ForkedFrom'];
export type Format = components['schemas']['Format'];
export type Health = components['schemas']['Health'];
export type HopCreate = components['schemas']['HopCreate'];
export type HopDetail = components['schemas']['HopDetail'];
export type HopOut = components['schemas']['HopOut'];
export type HopPage = components['schemas']['HopPage'];
export type HopStatus = components['schemas']['HopStatus'];
export type HopStatusChange = components['schemas']['HopStatusChange'];
export type HopUpdate = components['schemas']['HopUpdate'];
export type ImportOut = components['schemas']['ImportOut'];
export type ImportStatus = components['schemas']['ImportStatus'];
export type ImportedConversationOut = components['schemas']['ImportedConversationOut'];
export type IndexLockOut = components['schemas']['IndexLockOut'];
export type IndexOperationOut = components['schemas']['IndexOperationOut'];
export type IndexOut = components['schemas']['IndexOut'];
export type IndexRemarkOut = components['schemas']['IndexRemarkOut'];
export type IndexesOut = components['schemas']['IndexesOut'];
export type ItemList = components['schemas']['ItemList'];
export type ItemOut = components['schemas']['ItemOut'];
export type ItemsCreate = components['schemas']['ItemsCreate'];
export type JobFile = components['schemas']['JobFile'];
export type JobKind = components['schemas']['JobKind'];
export type JobOut = components['schemas']['JobOut'];
export type JobPage = components['schemas']['JobPage'];
export type JobProgress = components['schemas']['JobProgress'];
export type JobStatus = components['schemas']['JobStatus'];
export type LastSweepOut = components['schemas']['LastSweepOut'];
export type LeaseProlong = components['schemas']['LeaseProlong'];
export type Lineage = components['schemas']['Lineage'];
export type ListOrder = components['schemas']['ListOrder'];
export type ListenFrom = components['schemas']['ListenFrom'];
export type LiteralParameter = components['schemas']['LiteralParameter'];
export type LoggedKind = components['schemas']['LoggedKind'];
export type LostMessages = components['schemas']['LostMessages'];
export type MessageCreate = components['schemas']['MessageCreate'];
export type MessageList = components['schemas']['MessageList'];
export type MessageOut = components['schemas']['MessageOut'];
export type MessagePage = components['schemas']['MessagePage'];
export type MessageUpdate = components['schemas']['MessageUpdate'];
export type MessageUse = components['schemas']['MessageUse'];
export type MissionCreate = components['schemas']['MissionCreate'];
export type MissionDetail = components['schemas']['MissionDetail'];
export type MissionFull = components['schemas']['MissionFull'];
export type MissionOut = components['schemas']['MissionOut'];
export type MissionPage = components['schemas']['MissionPage'];
export type MissionProgress = components['schemas']['MissionProgress'];
export type MissionStatus = components['schemas']['MissionStatus'];
export type MissionStatusChange = components['schemas']['MissionStatusChange'];
export type MissionUpdate = components['schemas']['MissionUpdate'];
export type MissionsOut = components['schemas']['MissionsOut'];
export type ModelUsageOut = components['schemas']['ModelUsageOut'];
export type OpenToolCallOut = components['schemas']['OpenToolCallOut'];
export type OperationKind = components['schemas']['OperationKind'];
export type OtherToolsOut = components['schemas']['OtherToolsOut'];
export type Outcome = components['schemas']['Outcome'];
export type PreviewOut = components['schemas']['PreviewOut'];
export type Rating = components['schemas']['Rating'];
export type ReceiptOut = components['schemas']['ReceiptOut'];
export type Recovery = components['schemas']['Recovery'];
export type Risk = components['schemas']['Risk'];
export type Role = components['schemas']['Role'];
export type RunningBuildOut = components['schemas']['RunningBuildOut'];
export type RunsDelete = components['schemas']['RunsDelete'];
export type SchemaDefinition = components['schemas']['SchemaDefinition'];
export type SearchHitOut = components['schemas']['SearchHitOut'];
export type SearchPage = components['schemas']['SearchPage'];
export type SentAgain = components['schemas']['SentAgain'];
export type Series = components['schemas']['Series'];
export type SessionCreate = components['schemas']['SessionCreate'];
export type SessionListed = components['schemas']['SessionListed'];
export type SessionOut = components['schemas']['SessionOut'];
export type SessionPage = components['schemas']['SessionPage'];
export type SessionResume = components['schemas']['SessionResume'];
export type SessionStatus = components['schemas']['SessionStatus'];
export type SessionUpdate = components['schemas']['SessionUpdate'];
export type SessionsOut = components['schemas']['SessionsOut'];
export type ShareCreate = components['schemas']['ShareCreate'];
export type ShareMade = components['schemas']['ShareMade'];
export type ShareOut = components['schemas']['ShareOut'];
export type SharePage = components['schemas']['SharePage'];
export type SharedChat = components['schemas']['SharedChat'];
export type SharedMessage = components['schemas']['SharedMessage'];
export type SnippetPiece = components['schemas']['SnippetPiece'];
export type SpreadOut = components['schemas']['SpreadOut'];
export type StatusReason = components['schemas']['StatusReason'];
export type StepOrder = components['schemas']['StepOrder'];
export type StepStatus = components['schemas']['StepStatus'];
export type StepStatusChange = components['schemas']['StepStatusChange'];
export type StepUse = components['schemas']['StepUse'];
export type StreamFinish = components['schemas']['StreamFinish'];
export type StreamOpen = components['schemas']['StreamOpen'];
export type StreamOut = components['schemas']['StreamOut'];
export type StreamPlace = components['schemas']['StreamPlace'];
export type StreamState = components['schemas']['StreamState'];
export type SweepPreview = components['schemas']['SweepPreview'];
export type SweepStep = components['schemas']['SweepStep'];
export type SweepStepCount = components['schemas']['SweepStepCount'];
export type ThreadCopied = components['schemas']['ThreadCopied'];
export type ThreadCopy = components['schemas']['ThreadCopy'];
export type ThreadsPrune = components['schemas']['ThreadsPrune'];
export type ToolOut = components['schemas']['ToolOut'];
export type ToolStepCreate = components['schemas']['ToolStepCreate'];
export type ToolStepDetail = components['schemas']['ToolStepDetail'];
export type ToolStepList = components['schemas']['ToolStepList'];
export type ToolStepOut = components['schemas']['ToolStepOut'];
export type ToolStepPage = components['schemas']['ToolStepPage'];
export type ToolStepUpdate = components['schemas']['ToolStepUpdate'];
export type TransitionOut = components['schemas']['TransitionOut'];
export type TransitionPage = components['schemas']['TransitionPage'];
export type UploadMade = components['schemas']['UploadMade'];
export type UsageBucket = components['schemas']['UsageBucket'];
export type UsageSeriesOut = components['schemas']['UsageSeriesOut'];
export type UsageTotalOut = components['schemas']['UsageTotalOut'];
export type UserBucket = components['schemas']['UserBucket'];
export type UserNamed = components['schemas']['UserNamed'];
export type UsersOut = components['schemas']['UsersOut'];
export type ValueIn = components['schemas']['ValueIn'];
export type ValueOut = components['schemas']['ValueOut'];
export type VersionChoice = components['schemas']['VersionChoice'];
export type VersionCreate = components['schemas']['VersionCreate'];
export type VersionOut = components['schemas']['VersionOut'];
export type VersionPage = components['schemas']['VersionPage'];
export type WebhookCreate = components['schemas']['WebhookCreate'];
export type WebhookMade = components['schemas']['WebhookMade'];
export type WebhookOut = components['schemas']['WebhookOut'];
export type WebhookPage = components['schemas']['WebhookPage'];
export type WebhookUpdate = components['schemas']['WebhookUpdate'];
export type WriteIn = components['schemas']['WriteIn'];
export type WriteOut = components['schemas']['WriteOut'];
export type WritePage = components['schemas']['WritePage'];
export type WritesPut = components['schemas']['WritesPut'];
export type ProblemPart = components['schemas']['ProblemPart'];
export type Problem = components['schemas']['Problem'];
export type JsonValue = components['schemas']['JsonValue'];
export type TextPart = components['schemas']['TextPart'];
export type ImageUrlPart = components['schemas']['ImageUrlPart'];
export type InputAudioPart = components['schemas']['InputAudioPart'];
export type FilePart = components['schemas']['FilePart'];
export type RefusalPart = components['schemas']['RefusalPart'];
export type OtherPart = components['schemas']['OtherPart'];
export type FunctionToolCall = components['schemas']['FunctionToolCall'];
export type OtherToolCall = components['schemas']['OtherToolCall'];
export type RedactedToolCall = components['schemas']['RedactedToolCall'];
export type Usage = components['schemas']['Usage'];
export type OpenAiError = components['schemas']['OpenAIError'];
export type OpenAiErrorOut = components['schemas']['OpenAIErrorOut'];
export type MessageItem = components['schemas']['MessageItem'];
export type OtherItem = components['schemas']['OtherItem'];
export type HeaderRequestId = components['headers']['RequestId'];
export type HeaderVersion = components['headers']['Version'];
export type HeaderContentVersion = components['headers']['ContentVersion'];
export type HeaderCurrentVersion = components['headers']['CurrentVersion'];
export type HeaderLocation = components['headers']['Location'];
export type HeaderLocationOfOne = components['headers']['LocationOfOne'];
export type HeaderRetryAfter = components['headers']['RetryAfter'];
export type HeaderRateLimit = components['headers']['RateLimit'];
export type HeaderRateLimitPolicy = components['headers']['RateLimitPolicy'];
export type HeaderAuthenticate = components['headers']['Authenticate'];
export type $defs = Record<string, never>;
export interface operations {
    checkHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus text format */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSharedPage: {
        parameters: {
            query?: {
                /** @description a message's number, not included */
                after?: number;
            };
            header?: never;
            path: {
                /** @description the token of a share */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page without scripts */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The link reads nothing, or nothing any more */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSharedMessages: {
        parameters: {
            query?: {
                /** @description a message's number, not included */
                after?: number;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the token of a share */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharedChat"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description by what the list is ordered, the newest first */
                sort?: components["schemas"]["ListOrder"] | null;
                /** @description only these */
                status?: components["schemas"]["SessionStatus"] | null;
                /** @description only the one with this key */
                key?: string | null;
                name?: string | null;
                /** @description only that of this mission */
                mission_id?: string | null;
                /** @description only those with this value at this path, as `path:value`; may be given several times, and all must hold. The path is keys with dots between them. A value that is JSON is met by that or by the same text, one in double quotes by the text alone; of an array any item may meet it */
                metadata?: string[] | null;
                /** @description only those active at this time or later */
                active_after?: string | null;
                /** @description only those not active since this time */
                active_before?: string | null;
                /** @description only those made at this time or later */
                created_after?: string | null;
                /** @description only those made before this time */
                created_before?: string | null;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own for this request, any text of ASCII. For 24 hours a request of yours with the same key, path and body makes nothing, and is answered as the first was; with another body it is refused. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SessionCreate"] | null;
            };
        };
        responses: {
            /** @description A session had the key: that one */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It belongs to another session; That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed; The Idempotency-Key is that of another request */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SessionResume"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description There was none: a new session */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeletedSessions: {
        parameters: {
            query?: {
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedSessionPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getActiveSession: {
        parameters: {
            query?: {
                /** @description what to show in full, comma-separated: `chat`, `mission`; or `recovery` */
                include?: string | null;
            };
            header?: {
                /** @description answer only another version: the ETag of an earlier answer, else 304 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: {
                /** @description what to show in full, comma-separated: `chat`, `mission` */
                include?: string | null;
            };
            header?: {
                /** @description answer only another version: the ETag of an earlier answer, else 304 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description the session's id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the session's id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status cannot change like that; It belongs to another session; That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the session's id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recoverSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description answer only another version: the ETag of an earlier answer, else 304 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description the session's id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restoreSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the session's id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The name is in use; Another has the key; That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    completeSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the session's id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StatusReason"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status cannot change like that */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    archiveSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the session's id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StatusReason"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status cannot change like that */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateSessionActivity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the session's id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status cannot change like that */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listVersions: {
        parameters: {
            query?: {
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the message's id */
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
                /** @description A key of your own for this request, any text of ASCII. Messages without an `id` get one that is made from it, so that the same request again stores nothing, however much later; with another body it is refused. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the message's id */
                message_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionCreate"];
            };
        };
        responses: {
            /** @description Added before: the message as it is now */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message was redacted; The message is still being written; its stream has to end first; The message id is in use with another body; There are as many as there may be */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSelectedVersion: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the message's id */
                message_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionChoice"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message was redacted; The message is still being written; its stream has to end first */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the message's id */
                message_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedbackPut"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackOut"];
                };
            };
            /** @description The first on this message */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message was redacted */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the message's id */
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFeedback: {
        parameters: {
            query?: {
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listChats: {
        parameters: {
            query?: {
                /** @description by what the list is ordered, the newest first */
                sort?: components["schemas"]["ListOrder"] | null;
                /** @description only these */
                status?: components["schemas"]["ChatStatus"] | null;
                /** @description only the one with this key */
                key?: string | null;
                title?: string | null;
                /** @description only that of the session of this mission */
                mission_id?: string | null;
                /** @description only those with this value at this path, as `path:value`; may be given several times, and all must hold. The path is keys with dots between them. A value that is JSON is met by that or by the same text, one in double quotes by the text alone; of an array any item may meet it */
                context_data?: string[] | null;
                /** @description only those active at this time or later */
                active_after?: string | null;
                /** @description only those not active since this time */
                active_before?: string | null;
                /** @description only those made at this time or later */
                created_after?: string | null;
                /** @description only those made before this time */
                created_before?: string | null;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatList"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createChat: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own for this request, any text of ASCII. For 24 hours a request of yours with the same key, path and body makes nothing, and is answered as the first was; with another body it is refused. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChatCreate"] | null;
            };
        };
        responses: {
            /** @description A chat had the key: that one */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatOut"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed; The Idempotency-Key is that of another request */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getChat: {
        parameters: {
            query?: {
                /** @description `messages`: the newest page of them */
                include?: string | null;
            };
            header?: {
                /** @description answer only another version: the ETag of an earlier answer, else 304 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatOut"];
                };
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateChat: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteChat: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The chat belongs to a session; delete the session */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                after?: number | null;
                before?: number | null;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    appendMessages: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own for this request, any text of ASCII. Messages without an `id` get one that is made from it, so that the same request again stores nothing, however much later; with another body it is refused. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageCreate"] | components["schemas"]["MessageCreate"][];
            };
        };
        responses: {
            /** @description Stored before: the first answer */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"] | components["schemas"]["MessageList"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    Location: components["headers"]["LocationOfOne"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"] | components["schemas"]["MessageList"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The session is completed or archived and takes no new messages; The message id is in use with another body */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description answer only another version: the ETag of an earlier answer, else 304 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the message's id */
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
                };
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redactMessage: {
        parameters: {
            query?: {
                /** @description redact its copies too, in forks, their forks, and so on */
                forks?: boolean;
            };
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the message's id */
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the message's id */
                message_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message was redacted; The message is still being written; its stream has to end first */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createConversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own for this request, any text of ASCII. For 24 hours a request of yours with the same key, path and body makes nothing, and is answered as the first was; with another body it is refused. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ConversationCreate"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationOut"];
                };
            };
            /** @description The request is malformed; The Idempotency-Key is that of another request */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
        };
    };
    getConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the conversation's id: that of the chat */
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationOut"];
                };
            };
            /** @description The request is malformed */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
        };
    };
    updateConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the conversation's id: that of the chat */
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConversationUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationOut"];
                };
            };
            /** @description The request is malformed */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
        };
    };
    deleteConversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the conversation's id: that of the chat */
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationDeleted"];
                };
            };
            /** @description The request is malformed */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The chat belongs to a session; delete the session */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
        };
    };
    listConversationItems: {
        parameters: {
            query?: {
                /** @description go on after this item */
                after?: string | null;
                /** @description how many at most */
                limit?: number;
                /** @description the newest first, or the oldest */
                order?: "asc" | "desc";
                /** @description taken as OpenAI's clients send it, and without effect: items come whole */
                include?: string[] | null;
            };
            header?: never;
            path: {
                /** @description the conversation's id: that of the chat */
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemList"];
                };
            };
            /** @description The request is malformed */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
        };
    };
    createConversationItems: {
        parameters: {
            query?: {
                /** @description taken as OpenAI's clients send it, and without effect: items come whole */
                include?: string[] | null;
            };
            header?: {
                /** @description A key of your own for this request, any text of ASCII. Messages without an `id` get one that is made from it, so that the same request again stores nothing, however much later; with another body it is refused. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description the conversation's id: that of the chat */
                conversation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemsCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemList"];
                };
            };
            /** @description The request is malformed; The Idempotency-Key is that of another request */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The session is completed or archived and takes no new messages */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
        };
    };
    getConversationItem: {
        parameters: {
            query?: {
                /** @description taken as OpenAI's clients send it, and without effect: items come whole */
                include?: string[] | null;
            };
            header?: never;
            path: {
                /** @description the conversation's id: that of the chat */
                conversation_id: string;
                /** @description the item's id */
                item_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemOut"];
                };
            };
            /** @description The request is malformed */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
        };
    };
    deleteConversationItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the conversation's id: that of the chat */
                conversation_id: string;
                /** @description the item's id */
                item_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationOut"];
                };
            };
            /** @description The request is malformed */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message is still being written; its stream has to end first */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAIErrorOut"];
                };
            };
        };
    };
    listForks: {
        parameters: {
            query?: {
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatList"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forkChat: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own for this request, any text of ASCII. For 24 hours a request of yours with the same key, path and body makes nothing, and is answered as the first was; with another body it is refused. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ForkCreate"] | null;
            };
        };
        responses: {
            /** @description A fork of the chat had the key: that one */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatOut"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another has the key; There are as many as there may be */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed; The Idempotency-Key is that of another request */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listShares: {
        parameters: {
            query?: {
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ShareCreate"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareMade"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the share's id */
                share_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAttachments: {
        parameters: {
            query?: {
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentList"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadAttachment: {
        parameters: {
            query?: never;
            header?: {
                /** @description the file's name, as `filename` or `filename*` (RFC 6266) */
                "Content-Disposition"?: string | null;
                /** @description the digest of this request's body, as `sha-256=:…:` (RFC 9530); other algorithms are passed over: else 422, and nothing counts */
                "Content-Digest"?: string | null;
                /** @description the digest of the whole attachment, as `sha-256=:…:` (RFC 9530); other algorithms are passed over */
                "Repr-Digest"?: string | null;
                /** @description `?1`: this request ends the upload; `?0`: others go on with it */
                "Upload-Complete"?: string | null;
                /** @description how many bytes the whole attachment has */
                "Upload-Length"?: number | null;
                /** @description A key of your own for this attachment, any text of ASCII. For as long as it is there the same upload again to this chat is answered with it, and stores nothing; other bytes, another name or type with the key are refused. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example airline,price
                 *     SK,120
                 */
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description It has this key and is there already */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentOut"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another request goes on with the upload */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The upload was removed; begin it again */
            410: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed; The bytes that came are not those of the digest; The Idempotency-Key is that of another request */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the attachment's id */
                attachment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The upload was removed; begin it again */
            410: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the attachment's id */
                attachment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Messages name the attachment; edit or redact them first */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    continueAttachment: {
        parameters: {
            query?: never;
            header: {
                /** @description where the upload goes on: how many bytes are stored */
                "Upload-Offset": number;
                /** @description `?1`: this request ends the upload; `?0`: others go on with it */
                "Upload-Complete"?: string | null;
                /** @description the digest of this request's body, as `sha-256=:…:` (RFC 9530); other algorithms are passed over: else 422, and nothing counts */
                "Content-Digest"?: string | null;
                /** @description the digest of the whole attachment, as `sha-256=:…:` (RFC 9530); other algorithms are passed over */
                "Repr-Digest"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the attachment's id */
                attachment_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example airline,price
                 *     SK,120
                 */
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttachmentOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The upload goes on at another offset; The upload is complete; Another request goes on with the upload */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The upload was removed; begin it again */
            410: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed; The bytes that came are not those of the digest */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openStream: {
        parameters: {
            query?: {
                /** @description with a body of events; one of JSON has it in itself */
                id?: string | null;
                /** @description with a body of events; one of JSON has it in itself */
                lease_seconds?: number | null;
            };
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StreamOpen"] | null;
                /** @example {"type": "text-delta", "id": "t1", "delta": "Once "} */
                "application/x-ndjson": string;
                /** @example data: {"type": "text-delta", "id": "t1", "delta": "Once "} */
                "text/event-stream": string;
            };
        };
        responses: {
            /** @description Opened before: that one */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamOut"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this; Another writer has taken the stream over */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The session is completed or archived and takes no new messages; The message id is in use with another body; The stream has ended and takes no more events */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStream: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the stream's id */
                stream_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prolongLease: {
        parameters: {
            query?: never;
            header?: {
                /** @description the writer's own name, any text of ASCII */
                "Producer-Id"?: string | null;
                /** @description what the opening gave; one more to take the stream over */
                "Producer-Epoch"?: string | null;
            };
            path: {
                /** @description the stream's id */
                stream_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LeaseProlong"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this; Another writer has taken the stream over */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The stream has ended and takes no more events */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finishStream: {
        parameters: {
            query?: never;
            header?: {
                /** @description the writer's own name, any text of ASCII */
                "Producer-Id"?: string | null;
                /** @description what the opening gave; one more to take the stream over */
                "Producer-Epoch"?: string | null;
                /** @description the how manyeth request of the epoch this is, from 0 */
                "Producer-Seq"?: string | null;
            };
            path: {
                /** @description the stream's id */
                stream_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StreamFinish"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this; Another writer has taken the stream over */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The stream has ended and takes no more events; A request of this writer has not come */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelStream: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the stream's id */
                stream_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The stream has ended and takes no more events */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followStream: {
        parameters: {
            query?: {
                /** @description the index after what is known already */
                after?: number | null;
                /** @description the protocol to speak; its own where it is left out */
                format?: ("ai-sdk" | "ag-ui") | null;
            };
            header?: {
                /** @description the id of the last event that came; as `after` */
                "Last-Event-ID"?: string | null;
            };
            path: {
                /** @description the stream's id */
                stream_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The stream ended a while ago; its message is in the chat */
            410: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    appendEvents: {
        parameters: {
            query?: never;
            header: {
                /** @description the writer's own name, any text of ASCII */
                "Producer-Id": string;
                /** @description what the opening gave; one more to take the stream over */
                "Producer-Epoch": string;
                /** @description the how manyeth request of the epoch this is, from 0 */
                "Producer-Seq": string;
            };
            path: {
                /** @description the stream's id */
                stream_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": ({
                    type: string;
                } & {
                    [key: string]: unknown;
                }) | ({
                    type: string;
                } & {
                    [key: string]: unknown;
                })[];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StreamPlace"];
                };
            };
            /** @description Taken before */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this; Another writer has taken the stream over */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The stream has ended and takes no more events; A request of this writer has not come */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeChat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description Nothing is being written */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followSession: {
        parameters: {
            query?: {
                /** @description as `Last-Event-ID`, which goes before it */
                after?: string | null;
            };
            header?: {
                /** @description the id of the last event that came, or `listen_from` of a recovery */
                "Last-Event-ID"?: string | null;
            };
            path: {
                /** @description the session's id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description The id to go on from is none of this feed's */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followChat: {
        parameters: {
            query?: {
                /** @description as `Last-Event-ID`, which goes before it */
                after?: string | null;
            };
            header?: {
                /** @description the id of the last event that came, or `listen_from` of a recovery */
                "Last-Event-ID"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description The id to go on from is none of this feed's */
            400: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMissions: {
        parameters: {
            query?: {
                /** @description only these; may be given several times */
                status?: components["schemas"]["MissionStatus"][] | null;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MissionPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createMission: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own for this request, any text of ASCII. For 24 hours a request of yours with the same key, path and body makes nothing, and is answered as the first was; with another body it is refused. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MissionCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MissionDetail"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The name is in use */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed; The Idempotency-Key is that of another request */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMission: {
        parameters: {
            query?: never;
            header?: {
                /** @description answer only another version: the ETag of an earlier answer, else 304 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description the mission's id */
                mission_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MissionDetail"];
                };
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateMission: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the mission's id */
                mission_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MissionUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MissionDetail"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The name is in use; That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteMission: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the mission's id */
                mission_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getFullMission: {
        parameters: {
            query?: never;
            header?: {
                /** @description answer only another version: the ETag of an earlier answer, else 304 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description the mission's id */
                mission_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MissionFull"];
                };
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeMissionStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the mission's id */
                mission_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MissionStatusChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MissionDetail"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status cannot change like that; Another document does not allow the change of status; The name is in use */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listHops: {
        parameters: {
            query?: {
                /** @description only these; may be given several times */
                status?: components["schemas"]["HopStatus"][] | null;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the mission's id */
                mission_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HopPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createHop: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own for this request, any text of ASCII. For 24 hours a request of yours with the same key, path and body makes nothing, and is answered as the first was; with another body it is refused. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description the mission's id */
                mission_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HopCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HopDetail"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status; There are as many as there may be */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed; The Idempotency-Key is that of another request */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getHop: {
        parameters: {
            query?: never;
            header?: {
                /** @description answer only another version: the ETag of an earlier answer, else 304 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description the hop's id */
                hop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HopDetail"];
                };
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateHop: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the hop's id */
                hop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HopUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HopDetail"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteHop: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the hop's id */
                hop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeHopStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the hop's id */
                hop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HopStatusChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HopDetail"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status cannot change like that; Another document does not allow the change of status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listToolSteps: {
        parameters: {
            query?: {
                /** @description only these; may be given several times */
                status?: components["schemas"]["StepStatus"][] | null;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the hop's id */
                hop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolStepPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createToolStep: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own for this request, any text of ASCII. For 24 hours a request of yours with the same key, path and body makes nothing, and is answered as the first was; with another body it is refused. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description the hop's id */
                hop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolStepCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolStepDetail"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status; There are as many as there may be */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed; The Idempotency-Key is that of another request */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reorderToolSteps: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the hop's id */
                hop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepOrder"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolStepList"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status; The ids are not exactly those to put in order */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getToolStep: {
        parameters: {
            query?: never;
            header?: {
                /** @description answer only another version: the ETag of an earlier answer, else 304 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description the tool step's id */
                step_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolStepDetail"];
                };
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateToolStep: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the tool step's id */
                step_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ToolStepUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolStepDetail"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteToolStep: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the tool step's id */
                step_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeToolStepStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the tool step's id */
                step_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepStatusChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolStepDetail"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status cannot change like that; Another document does not allow the change of status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMissionTransitions: {
        parameters: {
            query?: {
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the mission's id */
                mission_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransitionPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessionTransitions: {
        parameters: {
            query?: {
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the session's id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransitionPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportOwnData: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON lines, streamed */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": unknown;
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createOwnExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportUser: {
        parameters: {
            query: {
                /** @description the subject of the user's tokens */
                user_id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description JSON lines, streamed */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": unknown;
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserNamed"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserNamed"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptOut"];
                };
            };
            /** @description It is much, and being erased */
            202: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The user goes on writing; take the tokens away first */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description whose, with the scope `admin`; yours without */
                user_id?: string | null;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the job's id */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the job's id */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job has not ended yet */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getJobFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description one range of bytes (RFC 9110) */
                Range?: string | null;
                "If-Range"?: string | null;
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description the job's id */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["ContentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                };
            };
            /** @description A range of it */
            206: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["ContentVersion"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["ContentVersion"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The job has not ended yet */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No byte of the content lies in the range */
            416: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookMade"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There are as many as there may be */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description answer only another version: the ETag of an earlier answer, else 304 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description the webhook's id */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookOut"];
                };
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the webhook's id */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the webhook's id */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the webhook's id */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookMade"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendTestDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the webhook's id */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description only these */
                state?: components["schemas"]["DeliveryState"] | null;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description the webhook's id */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the webhook's id */
                webhook_id: string;
                /** @description the delivery's id */
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendDeliveryAgain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the webhook's id */
                webhook_id: string;
                /** @description the delivery's id */
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendDeadDeliveriesAgain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the webhook's id */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentAgain"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAnalytics: {
        parameters: {
            query?: {
                /** @description what to count, comma-separated; else everything but `chats`, which takes longer the more chats there are */
                only?: string | null;
                /** @description the first day; else 29 days before `to` */
                from?: string | null;
                /** @description the last day, included; else today */
                to?: string | null;
                bucket?: components["schemas"]["BucketSize"];
                /** @description whose days they are: a name of the IANA database */
                timezone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Analytics"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMyAnalytics: {
        parameters: {
            query?: {
                /** @description what to count, comma-separated; else everything but `chats`, which takes longer the more chats there are */
                only?: string | null;
                /** @description the first day; else 29 days before `to` */
                from?: string | null;
                /** @description the last day, included; else today */
                to?: string | null;
                bucket?: components["schemas"]["BucketSize"];
                /** @description whose days they are: a name of the IANA database */
                timezone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Analytics"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSweepPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepPreview"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDueSessions: {
        parameters: {
            query: {
                /** @description what a sweep would do to them */
                step: components["schemas"]["SweepStep"];
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DueSessionPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getIndexStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IndexesOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchMessages: {
        parameters: {
            query: {
                /** @description words that must all be there; the last may go on. `"…"` is a phrase, and a minus before a word or a phrase forbids it */
                q: string;
                /** @description only this chat */
                chat_id?: string | null;
                /** @description only messages of this role */
                role?: components["schemas"]["Role"] | null;
                /** @description only those made at this time or later */
                created_after?: string | null;
                /** @description only those made before this time */
                created_before?: string | null;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCheckpoints: {
        parameters: {
            query?: {
                /** @description only those of this thread; else of all */
                thread_id?: string | null;
                /** @description only those of this namespace; empty for the root's */
                checkpoint_ns?: string | null;
                /** @description only those with this id */
                checkpoint_id?: string | null;
                /** @description only those whose id is below this one */
                before?: string | null;
                /** @description only those whose metadata have these values, a JSON object */
                metadata?: string | null;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    saveCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckpointPut"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointSaved"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value that was to be uploaded before is not there */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCheckpoints: {
        parameters: {
            query: {
                /** @description the thread's id, of the caller's own */
                thread_id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCheckpointWrites: {
        parameters: {
            query: {
                /** @description the thread's id, of the caller's own */
                thread_id: string;
                /** @description the checkpoint's id */
                checkpoint_id: string;
                /** @description the checkpoint's namespace */
                checkpoint_ns?: string;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WritePage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    saveCheckpointWrites: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WritesPut"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value that was to be uploaded before is not there */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCheckpointRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunsDelete"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointsDeleted"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pruneCheckpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThreadsPrune"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointsDeleted"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    copyCheckpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ThreadCopy"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ThreadCopied"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The thread has checkpoints already */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAssets: {
        parameters: {
            query?: {
                /** @description only these */
                scope_type?: components["schemas"]["AssetScope"] | null;
                /** @description only the own assets of this mission or hop */
                scope_id?: string | null;
                /** @description only these */
                role?: components["schemas"]["AssetRole"] | null;
                /** @description only these; may be given several times */
                status?: components["schemas"]["AssetStatus"][] | null;
                /** @description from `next` or `previous` of an earlier page */
                cursor?: string | null;
                /** @description how many at most */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetPage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createAsset: {
        parameters: {
            query?: never;
            header?: {
                /** @description A key of your own for this request, any text of ASCII. For 24 hours a request of yours with the same key, path and body makes nothing, and is answered as the first was; with another body it is refused. */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssetCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The name is in use; That cannot be done in its present status; There are as many as there may be */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed; The Idempotency-Key is that of another request */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAsset: {
        parameters: {
            query?: never;
            header?: {
                /** @description answer only another version: the ETag of an earlier answer, else 304 */
                "If-None-Match"?: string;
            };
            path: {
                /** @description the asset's id */
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetOut"];
                };
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateAsset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the asset's id */
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssetUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The name is in use; That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAsset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the asset's id */
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeAssetStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the asset's id */
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssetStatusChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status cannot change like that; Another document does not allow the change of status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAssetLineage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the asset's id */
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lineage"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAssetContent: {
        parameters: {
            query?: never;
            header?: {
                /** @description one range of bytes (RFC 9110) */
                Range?: string | null;
                "If-Range"?: string | null;
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description the asset's id */
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The content */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["ContentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JsonValue"];
                    "*/*": unknown;
                };
            };
            /** @description A range of it, of the same type */
            206: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["ContentVersion"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It is what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["ContentVersion"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No byte of the content lies in the range */
            416: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putAssetContent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change only this version: the ETag of an earlier answer. Else 412. */
                "If-Match"?: string | null;
            };
            path: {
                /** @description the asset's id */
                asset_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example airline,price
                 *     SK,120
                 */
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["Version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AssetOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description That cannot be done in its present status */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has changed since the version in If-Match */
            412: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAttachmentContent: {
        parameters: {
            query?: never;
            header?: {
                /** @description one range of bytes (RFC 9110) */
                Range?: string | null;
                "If-Range"?: string | null;
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description the chat's id */
                chat_id: string;
                /** @description the attachment's id */
                attachment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["ContentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "*/*": unknown;
                };
            };
            /** @description A range of them, of the same type */
            206: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["ContentVersion"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description They are what If-None-Match names */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["ContentVersion"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The upload is not complete */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No byte of the content lies in the range */
            416: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importConversations: {
        parameters: {
            query?: {
                /** @description the form, where each does not show it itself */
                format?: components["schemas"]["Format"] | null;
                /** @description what the sessions stay until somebody uses them; else they age */
                status?: components["schemas"]["ImportStatus"] | null;
                /** @description stop at the first that is broken or cannot be kept whole */
                strict?: boolean;
                /** @description tell what would be done, and store nothing */
                dry_run?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {"id": "c-1", "messages": [{"role": "user", "content": "Where is my bag?"}]} */
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadCheckpointValue: {
        parameters: {
            query: {
                /** @description the thread's id, of the caller's own */
                thread_id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example any bytes */
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadMade"];
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A value that was to be uploaded before is not there */
            409: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    ETag: components["headers"]["CurrentVersion"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A body is JSON, and its Content-Type says so; Bodies are taken as they are, without a Content-Encoding */
            415: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCheckpointValue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description the `value_id` of a channel or a write */
                value_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example any bytes */
                    "application/octet-stream": string;
                };
            };
            /** @description A valid bearer token is required */
            401: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "WWW-Authenticate": components["headers"]["Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token does not allow this */
            403: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request took too long to come */
            408: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is malformed */
            422: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no room in a quota */
            429: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request's head is too large */
            431: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unavailable for the moment */
            503: {
                headers: {
                    "X-Request-ID": components["headers"]["RequestId"];
                    "Retry-After": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
