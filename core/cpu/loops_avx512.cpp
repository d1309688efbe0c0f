#define SFUMATO_CPU_NAMESPACE avx512
#define SFUMATO_CPU_LANES 16
#define SFUMATO_CPU_NAME "AVX-512"
#include "cpu/loops_body.h"
