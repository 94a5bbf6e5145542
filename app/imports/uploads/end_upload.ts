import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { updateRows } from '#storage/write_rows'
import {
  UPLOAD_COLUMNS,
  type StoredUpload,
  type UploadFault,
  type UploadStatus,
} from './upload_row.js'

export interface UploadEnd {
  status: Extract<UploadStatus, 'done' | 'failed' | 'refused'>
  /** An instant of the database. */
  at: string
  fault?: UploadFault
  rejectedFile?: string | null
}

/** Ends an upload that this process holds. Undefined if it does not hold it any more. */
export async function endUpload(
  client: QueryClientContract,
  { id, lease_token: token }: StoredUpload,
  { status, at, fault, rejectedFile = null }: UploadEnd
): Promise<StoredUpload | undefined> {
  const [row] = await updateRows<StoredUpload>(
    client,
    {
      table: 'import_uploads',
      set: `status = :status, fault = :fault, rejected_file = :rejected_file, percent = 100, open_as = NULL,
        preview = NULL, lease_token = NULL, lease_until = NULL, finished_at = :at, updated_at = :at`,
      where: 'id = :id AND lease_token = :token',
      returning: UPLOAD_COLUMNS,
    },
    {
      id,
      token,
      status,
      at,
      fault: fault ? JSON.stringify(fault) : null,
      rejected_file: rejectedFile,
    }
  )
  return row
}
