// Adds `data` to the error of "connect_error" (socket.io 1 and 2: "error"), with either `ErrorFormat` of the server:
// err.data is { message, code, type }, and err.message is the message.
export function withData(err) {
  let data = { message: err.message, code: "unknown", type: "UnauthorizedError" };
  try { data = { ...data, ...JSON.parse(err.message) }; } catch { /* not JSON: the message alone */ }
  return Object.assign(err, { message: data.message, data });
}
