// Completes the error of "connect_error" (socket.io 1 and 2: of "error"), whatever the server's `ErrorFormat`:
// err.data is { message, code, type } and err.message the text.
export function withData(err) {
  let data = { message: err.message, code: "unknown", type: "UnauthorizedError" };
  try { data = { ...data, ...JSON.parse(err.message) }; } catch { /* not JSON: the message alone */ }
  return Object.assign(err, { message: data.message, data });
}
