#define SFUMATO_CPU_NAMESPACE portable
#define SFUMATO_CPU_LANES 4
#define SFUMATO_CPU_NAME "portable"
#include "cpu/loops_body.h"
