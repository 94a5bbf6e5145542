/**
 * The notice to other programs that a retry is due. Times as `2025-11-14 15:30:00`, in
 * APP_TIMEZONE.
 */
export interface DueRetry {
  campaignTaskId: number
  /** As the requester wrote it. */
  createdOn: string
  scheduledRetryTime: string
  actualExecutionTime: string
  retryAttempt: number
}

/**
 * Hands a due retry to the message broker; the injection token. Bound only if a broker is
 * configured.
 */
export abstract class RetryPublisher {
  /**
   * Resolves once the broker has stored it; throws if that is uncertain, and then it is published
   * again. `occurrenceId` goes with it, so that its receiver can tell a repetition.
   */
  abstract publish(retry: DueRetry, occurrenceId: number, signal: AbortSignal): Promise<void>
}
