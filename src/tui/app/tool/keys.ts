/** After the leader, while a tool has the screen. */
export const CLOSE_TOOL_KEY = 'x';
