/** One thread for every numeric library that a peer may load. */
export const THREADS = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  BLIS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
};
