// Helpers for mongosh on a Threadkeep database. They only read.
//
//   threadkeep shell                      opens mongosh with them, on the service's database
//   load("shell/threadkeep.js")           loads them into a mongosh that is open
//   tk.help()                             lists them

/* global db, ObjectId, print */
const tk = {
  help() {
    print("tk.sessions(user, {status, limit})    a user's sessions, newest activity first");
    print("tk.session(id)                        a session with its chat's head and its mission");
    print("tk.messages(chat, {after, limit})     messages in order, sealed or not; the newest by default");
    print("tk.message(chat, messageId)           one message, and where it lies");
    print("tk.where(chat)                        how a chat is laid out: its tail and its buckets");
    print("Those of several give an array, of 20 unless limit says else; those of one give it, or null.");
  },

  // Nothing given would find nothing, or, for an ObjectId, whatever a new one finds.
  _wants(usage, what, ...given) {
    if (given.some((value) => value === undefined || value === null || value === ""))
      throw new Error(`${usage} wants ${what}`);
  },

  sessions(user, options = {}) {
    tk._wants("tk.sessions(user, {status, limit})", "a user: the subject of the user's tokens", user);
    if (options === null || typeof options !== "object")
      throw new Error("tk.sessions(user, {status, limit}) wants a status by its name: {status: \"active\"}");
    const { status, limit = 20 } = options;
    const filter = { user_id: user, deleted_at: null };
    if (status) filter.status = status;
    return db.user_sessions
      .find(filter, { transitions: 0 })
      .sort({ last_activity_at: -1, _id: -1 })
      .limit(limit)
      .toArray();
  },

  session(id) {
    tk._wants("tk.session(id)", "a session's id", id);
    const session = db.user_sessions.findOne({ _id: ObjectId(id) });
    if (session === null) return null;
    const chat = db.chats.findOne({ _id: session.chat.oid ?? session.chat.$id }, { messages: 0 });
    const mission = session.mission
      ? db.missions.findOne({ _id: session.mission.oid ?? session.mission.$id })
      : null;
    return { ...session, chat, mission };
  },

  // The Chat is read first: up to its sealed_sequence the buckets count, after it its own messages.
  messages(chat, { after, limit = 20 } = {}) {
    tk._wants("tk.messages(chat, {after, limit})", "a chat's id", chat);
    const head = db.chats.findOne({ _id: ObjectId(chat) });
    if (head === null) return [];
    const from = after ?? Math.max(0, head.last_sequence - limit);
    const sealed = [];
    if (from < head.sealed_sequence) {
      const buckets = db.chat_buckets
        .find({ chat_id: head._id, last_sequence: { $gt: from } })
        .sort({ last_sequence: 1 });
      while (sealed.length < limit && buckets.hasNext()) {
        const bucket = buckets.next();
        if (bucket.first_sequence > head.sealed_sequence) break;
        sealed.push(...bucket.messages.filter((m) => m.sequence_order > from));
      }
    }
    const tail = head.messages.filter((m) => m.sequence_order > from);
    return [...sealed, ...tail].slice(0, limit);
  },

  message(chat, messageId) {
    tk._wants("tk.message(chat, messageId)", "a chat's id and a message's", chat, messageId);
    const head = db.chats.findOne(
      { _id: ObjectId(chat) },
      { messages: { $elemMatch: { id: messageId } } },
    );
    if (head?.messages?.length) return { in: "chats", message: head.messages[0] };
    const bucket = db.chat_buckets.findOne(
      { chat_id: ObjectId(chat), "messages.id": messageId },
      { messages: { $elemMatch: { id: messageId } } },
    );
    return bucket ? { in: "chat_buckets", bucket: bucket._id, message: bucket.messages[0] } : null;
  },

  where(chat) {
    tk._wants("tk.where(chat)", "a chat's id", chat);
    const head = db.chats.findOne(
      { _id: ObjectId(chat) },
      { last_sequence: 1, sealed_sequence: 1, tail_bytes: 1, closed_at: 1, session_id: 1 },
    );
    if (head === null) return null;
    const buckets = db.chat_buckets
      .aggregate([
        { $match: { chat_id: head._id } },
        { $group: { _id: null, count: { $sum: 1 }, bytes: { $sum: "$bytes" } } },
      ])
      .toArray()[0];
    return { ...head, buckets: buckets?.count ?? 0, bucket_bytes: buckets?.bytes ?? 0 };
  },
};
