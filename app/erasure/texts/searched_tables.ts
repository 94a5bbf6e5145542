import type { Rows } from '#database/rows'
import { PERSONAL_COLUMNS } from '../personal_columns.js'

export type TextTable = keyof Rows

/** A table with texts that may quote a person, and how its rows are found. */
export interface SearchedTable {
  table: TextTable
  columns: string[]
  /** Its rows of the person are deleted, not searched. */
  hasNumber: boolean
  /** Rows that must stay as they are, as SQL. */
  except?: string
}

/** A call that has not been handled yet must not be changed; it is handled within minutes. */
const EXCEPT: Partial<Record<TextTable, string>> = { sms_webhook_logs: `state = 'received'` }

/** Texts that are redacted. */
export const SEARCHED = tablesWith('searched')

/** Texts that are only reported. */
export const REPORTED = tablesWith('reported')

function tablesWith(list: 'searched' | 'reported'): SearchedTable[] {
  return Object.entries(PERSONAL_COLUMNS).flatMap(([name, lists]) => {
    const columns = list in lists ? [...(lists as Record<string, readonly string[]>)[list]] : []
    const table = name as TextTable
    const own: readonly string[] = 'own' in lists ? lists.own : []
    if (columns.length === 0) return []
    return [{ table, columns, hasNumber: own.includes('phone_number'), except: EXCEPT[table] }]
  })
}
