// Distributes Threadkeep's collections over the shards of a cluster. Made by
// `threadkeep indexes sharding`; run it with mongosh at a mongos, after
// `threadkeep indexes sync`, which makes the indexes that the keys need.
sh.enableSharding("threadkeep");
sh.shardCollection("threadkeep.user_sessions", { user_id: 1 });
sh.shardCollection("threadkeep.chats", { user_id: 1 });
sh.shardCollection("threadkeep.chat_buckets", { chat_id: 1, first_sequence: 1 });
sh.shardCollection("threadkeep.missions", { user_id: 1 });
sh.shardCollection("threadkeep.hops", { user_id: 1 });
sh.shardCollection("threadkeep.assets", { user_id: 1 });
sh.shardCollection("threadkeep.message_tallies", { chat_id: 1, at: 1 });
sh.shardCollection("threadkeep.asset_files.chunks", { files_id: 1, n: 1 });
sh.shardCollection("threadkeep.attachment_files.chunks", { files_id: 1, n: 1 });
sh.shardCollection("threadkeep.checkpoint_files.chunks", { files_id: 1, n: 1 });
