// Sum over a workgroup in a fixed order: equal input gives equal bytes.
#ifndef SFUMATO_REDUCE_GLSL
#define SFUMATO_REDUCE_GLSL
shared float reduce_slots[gl_WorkGroupSize.x];

/// Every invocation of the workgroup calls it and gets the sum; the workgroup's size is a power of two.
float workgroup_sum(float value) {
    const uint lane = gl_LocalInvocationID.x;
    barrier();
    reduce_slots[lane] = value;
    for (uint step = gl_WorkGroupSize.x / 2u; step > 0u; step /= 2u) {
        barrier();
        if (lane < step) reduce_slots[lane] += reduce_slots[lane + step];
    }
    barrier();
    return reduce_slots[0];
}
#endif
