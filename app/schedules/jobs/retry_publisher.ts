/** What other programs are told when the time of a retry has come. Times as `2025-11-14 15:30:00`, in APP_TIMEZONE. */
export interface DueRetry {
  campaignTaskId: number
  /** As whoever asked for the retry wrote it. */
  createdOn: string
  scheduledRetryTime: string
  actualExecutionTime: string
  retryAttempt: number
}

/** Hands a due retry to the message broker; the injection token. Bound only where a broker is configured. */
export abstract class RetryPublisher {
  /** Returns once the broker has it for good; throws where that is not certain, and then it is done again. */
  abstract publish(retry: DueRetry, signal: AbortSignal): Promise<void>
}
