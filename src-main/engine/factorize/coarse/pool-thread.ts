/** Averages frames of V on all threads of a team. T = frames, F = bins. */
import type { KeepGoing } from '../../../../shared/failure'
import { pooledCount, type PooledFrames, poolRange, type PoolRows } from './coarse'
import type { Kernels } from '../sweep/kernels'
import type { Team } from '../../threads/team'
import type { UnitWork } from '../../threads/team-protocol'

/** Frames that are being averaged. */
export interface PoolTask {
  readonly kind: 'pool'
  readonly from: PooledFrames
  readonly into: PoolRows
}

/** Averaged frames of a unit. */
const POOLS_PER_UNIT = 16
/** About what a cell of V takes one thread; decides how many threads a pass is worth. */
const NANOSECONDS_PER_CELL = 2

/** Makes a thread's part. */
export function openPoolThread({ from, into }: PoolTask): UnitWork {
  const count = pooledCount(from.shape.T, from.framesPerPool)
  return (_operation, unit, goesOn) => {
    const first = unit * POOLS_PER_UNIT
    poolRange(from, into, first, Math.min(count, first + POOLS_PER_UNIT))
    goesOn()
  }
}

/**
 * What `poolFrames` does, on a team.
 * @returns false when keepGoing said no
 * @throws Failure `engine/crashed` when a thread of the team died
 */
export function poolTogether(
  { shape, V, rowStride }: Kernels,
  framesPerPool: number,
  into: Kernels,
  team: Team,
  keepGoing: KeepGoing
): boolean {
  const { T, F } = shape
  const task: PoolTask = {
    kind: 'pool',
    from: { shape: { T, F }, V, rowStride, framesPerPool },
    into: { V: into.V, rowStride: into.rowStride }
  }
  const units = Math.ceil(pooledCount(T, framesPerPool) / POOLS_PER_UNIT)
  const milliseconds = T * F * NANOSECONDS_PER_CELL * 1e-6
  const shared = team.open(task, openPoolThread(task))
  try {
    return shared.run({ operation: 0, units, panels: units, milliseconds }, keepGoing)
  } finally {
    shared.close()
  }
}
