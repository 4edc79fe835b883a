export { toMessageCreate, toUIMessages } from "./messages.js";
export {
  type AgentRequest,
  type AskAgent,
  ThreadkeepChatTransport,
  type ThreadkeepChatTransportOptions,
} from "./transport.js";
