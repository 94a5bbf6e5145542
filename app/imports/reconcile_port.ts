import type { QueryClientContract } from '@adonisjs/lucid/types/database'
export type ReconcileSummary = Record<string, number>
export class ReconcileReminders {
  async forImmunizations(_client: QueryClientContract, ids: number[]): Promise<ReconcileSummary> {
    return { immunizations: ids.length }
  }
}
