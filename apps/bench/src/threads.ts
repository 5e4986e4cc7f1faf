/** One thread for every numeric library that a peer may load. */
export const THREADS = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  BLIS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
};

/** Vectors of 256 bits for every numeric library that would take more. */
export const AVX2 = {
  ATEN_CPU_CAPABILITY: 'avx2',
  ONEDNN_MAX_CPU_ISA: 'AVX2',
  MKL_ENABLE_INSTRUCTIONS: 'AVX2',
  OPENBLAS_CORETYPE: 'Haswell',
};
