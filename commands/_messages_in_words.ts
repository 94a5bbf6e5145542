import type { ListedMessage } from '#desk/listed_message'

/** A table of messages; times in the zone. */
export async function messagesTable(
  messages: ListedMessage[],
  timezone: string
): Promise<[head: string[], rows: string[][], whole: string[]]> {
  const { localTimeIn } = await import('#desk/local_time')
  const due = `Due (${timezone})`
  const rows = messages.map((message) => [
    String(message.id),
    message.status,
    message.reason ?? '',
    message.type,
    localTimeIn(timezone, message.scheduledAt).slice(0, 16),
    message.patient ?? '',
    message.phoneNumber ?? '',
  ])
  return [['Id', 'State', 'Reason', 'Type', due, 'Patient', 'Number'], rows, ['Id', due]]
}
