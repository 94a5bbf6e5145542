/** A record of a topic, as bytes: nothing of it is trusted or changed. */
export interface BrokerRecord {
  topic: string
  partition: number
  offset: bigint
  key: Buffer | null
  value: Buffer | null
  /** In order; a name may come twice. */
  headers: [name: Buffer, value: Buffer | null][]
  /** Epoch milliseconds, given by the sender or the broker. */
  timestamp: bigint
}

/** A record to publish. Records with one key keep their order. */
export interface OutgoingRecord {
  topic: string
  key: Buffer | null
  value: Buffer | null
  headers: [name: Buffer, value: Buffer | null][]
}

/** `rappel-topic` and its value as a header. */
export function header(name: string, value: string | number | bigint): [Buffer, Buffer] {
  return [Buffer.from(name), Buffer.from(String(value))]
}

/** The last header of this name, as text. */
export function headerOf({ headers }: Pick<BrokerRecord, 'headers'>, name: string) {
  const found = headers.findLast(([key]) => key.toString() === name)
  return found?.[1]?.toString()
}
