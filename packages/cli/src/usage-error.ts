/** The user asked for something that makes no sense, or gave something that cannot be used; the message says what and why. */
export class UsageError extends Error {}
