package io.slipway.http;

/**
 * A file of a multipart form, held in memory within the route's body limit.
 *
 * @param fileName as the client named it: untrusted, may hold slashes
 * @param contentType as the client named it, {@code application/octet-stream} if it did not
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Upload(String fileName, String contentType, byte[] bytes) {}
