export type { Answer, Api } from "./api.js";
export { applyEvents } from "./apply-events.js";
export { type SearchQuery, Threadkeep, type ThreadkeepOptions } from "./client.js";
export {
  type FeedMission,
  type FeedNews,
  type FeedStream,
  isEvent,
  type KnownStreamEvents,
  type StreamEnded,
  type StreamEvent,
  type StreamNews,
} from "./events.js";
export type { FeedOptions } from "./feed.js";
export type { ConnectionState, FollowOptions } from "./following.js";
export { type Page, Pages } from "./pages.js";
export {
  isProblem,
  PROBLEM_NAMES,
  type ProblemName,
  ThreadkeepProblem,
  ThreadkeepUnreachable,
} from "./problem.js";
export type { AssetFilter, Assets, ContentOptions } from "./resources/assets.js";
export type {
  Attachments,
  PartsOptions,
  UploadOptions,
  UploadProgress,
} from "./resources/attachments.js";
export type { ChatFilter, Chats } from "./resources/chats.js";
export type {
  CallOptions,
  ChangeOptions,
  FileBytes,
  IncludeOptions,
  Limit,
} from "./resources/common.js";
export type { HopFilter, Hops } from "./resources/hops.js";
export type { ImportQuery, Imports } from "./resources/imports.js";
export type { Jobs, WaitOptions } from "./resources/jobs.js";
export type { Messages, MessagesWanted } from "./resources/messages.js";
export type { MissionFilter, Missions } from "./resources/missions.js";
export type {
  ReasonOptions,
  RecoveredSession,
  SessionFilter,
  Sessions,
} from "./resources/sessions.js";
export type { Streams } from "./resources/streams.js";
export type { ToolStepFilter, ToolSteps } from "./resources/tool-steps.js";
export type { SweepStep, Upkeep } from "./resources/upkeep.js";
export type { Users } from "./resources/users.js";
export type { FollowStreamOptions } from "./stream-reader.js";
export type { FinishOptions, Piece, StreamWriter, WriterOptions } from "./stream-writer.js";
export type * from "./threadkeep.js";
export { type BackOff, platformTiming, type Timing } from "./timing.js";
export type { Fetch, RetryPolicy, TokenSource, TokenWanted } from "./transport.js";
export { Uuid7Maker } from "./uuid7.js";
