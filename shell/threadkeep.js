// Helpers for mongosh on a Threadkeep database. They only read.
//
//   threadkeep shell                      opens mongosh with them, on the service's database
//   load("shell/threadkeep.js")           loads them into a mongosh that is open
//   tk.help()                             lists them

/* global db, ObjectId, print */
const tk = {
  help() {
    print("tk.sessions(user, status?)            a user's sessions, newest activity first");
    print("tk.session(id)                        a session with its chat's head and its mission");
    print("tk.messages(chat, {after, limit})     messages in order, sealed or not; the newest by default");
    print("tk.message(chat, messageId)           one message, and where it lies");
    print("tk.where(chat)                        how a chat is laid out: its tail and its buckets");
  },

  sessions(user, status) {
    const filter = { user_id: user, deleted_at: null };
    if (status) filter.status = status;
    return db.user_sessions.find(filter, { transitions: 0 }).sort({ last_activity_at: -1, _id: -1 });
  },

  session(id) {
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
