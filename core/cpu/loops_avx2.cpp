#define SFUMATO_CPU_NAMESPACE avx2
#define SFUMATO_CPU_LANES 8
#define SFUMATO_CPU_NAME "AVX2"
#include "cpu/loops_body.h"
