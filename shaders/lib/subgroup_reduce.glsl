// Sum over a workgroup by way of subgroups, in the device's fixed order: two barriers instead of one for each halving.
#ifndef SFUMATO_SUBGROUP_REDUCE_GLSL
#define SFUMATO_SUBGROUP_REDUCE_GLSL
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_arithmetic : require
shared float subgroup_slots[gl_WorkGroupSize.x];

/// Every invocation of the workgroup calls it and gets the sum.
float workgroup_sum(float value) {
    const float part = subgroupAdd(value);
    barrier();
    if (subgroupElect()) subgroup_slots[gl_SubgroupID] = part;
    barrier();
    float total = 0.0;
    for (uint i = 0u; i < gl_NumSubgroups; ++i) total += subgroup_slots[i];
    return total;
}
#endif
