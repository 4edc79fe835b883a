export type { Clock } from "./clock.js";
export {
  type UseMessages,
  type UseMission,
  type UseSend,
  type UseSession,
  type UseStream,
  useMessages,
  useMission,
  useSend,
  useSession,
  useStream,
  useThreadkeep,
} from "./hooks.js";
export { browserStorage } from "./outbox/browser-storage.js";
export { indexedDbStorage } from "./outbox/indexed-db.js";
export { memoryStorage, type OutboxStorage } from "./outbox/storage.js";
export { ThreadkeepProvider, type ThreadkeepProviderProps } from "./provider.js";
export { type Action, reducer, type SessionAction } from "./reducer.js";
export type { SessionsQuery } from "./service.js";
export type { SessionMemory } from "./session-memory.js";
export { type UseSessions, useSessions } from "./sessions.js";
export {
  type Connection,
  initialState,
  type LiveStream,
  type Phase,
  type State,
  type StoredMessage,
  type Thread,
} from "./state.js";
export type { Draft, SessionCommand } from "./store-types.js";
export { browserTabs, type Channel, loneTab, type Tabs } from "./tabs.js";
export { textOf } from "./text.js";
export type { Fault, ThreadMessage, Unsent } from "./types.js";
