// Runs a fuzz target without libFuzzer: every file of its corpus as it is, and mutations of each that are the same in
// every run. So ordinary test runs, with any compiler, keep what fuzzing found.
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

// The sanitizers end the process without a signal; they call back through this function when they are linked.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

using Input = std::vector<uint8_t>;

constexpr unsigned seconds_per_input = 20;
constexpr int mutations_per_seed = 400;
// Large seeds are mutated less often: the whole replay stays within seconds.
constexpr size_t bytes_per_seed_budget = size_t{8} << 20;

std::string crash_path;
const uint8_t* current_data = nullptr;
size_t current_size = 0;

/// Writes the input that is being run, with nothing but system calls: this runs inside signal handlers.
void save_current_input() {
    const int file = open(crash_path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);
    if (file < 0) return;
    size_t written = 0;
    while (written < current_size) {
        const ssize_t n = write(file, current_data + written, current_size - written);
        if (n <= 0) break;
        written += static_cast<size_t>(n);
    }
    close(file);
    const char message[] = "replay: the input that failed was written to ";
    (void)!write(2, message, sizeof message - 1);
    (void)!write(2, crash_path.c_str(), crash_path.size());
    (void)!write(2, "\n", 1);
}

void on_signal(int number) {
    save_current_input();
    std::signal(number, SIG_DFL);
    std::raise(number);
}

void run(const Input& input) {
    // A copy of exactly this size, so that the sanitizer sees a read one byte past the end.
    const std::vector<uint8_t> exact(input.begin(), input.end());
    current_data = exact.data();
    current_size = exact.size();
    alarm(seconds_per_input);
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
    alarm(0);
    current_size = 0;
}

/// xorshift64*: equal mutations on every machine, which the standard distributions do not promise.
struct Random {
    uint64_t state;
    uint64_t next() {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return state * 0x2545F4914F6CDD1Dull;
    }
    size_t below(size_t bound) { return bound == 0 ? 0 : static_cast<size_t>(next() % bound); }
};

uint64_t fnv1a(const Input& input) {
    uint64_t hash = 0xcbf29ce484222325ull;
    for (uint8_t byte : input)
        hash = (hash ^ byte) * 0x100000001b3ull;
    return hash | 1;
}

void flip_bits(Input& input, Random& random) {
    for (size_t n = 1 + random.below(4); n > 0 && !input.empty(); --n)
        input[random.below(input.size())] ^= static_cast<uint8_t>(1u << random.below(8));
}

void truncate(Input& input, Random& random) {
    input.resize(random.below(input.size() + 1));
}

/// Bytes that parsers trip over: signs, quotes, brackets, ends of ranges.
void overwrite_bytes(Input& input, Random& random) {
    static constexpr uint8_t awkward[] = {0x00, 0xff, 0x7f, 0x80, '"', '\\', '{', '}',
                                          '[',  ']',  '(',  ')',  ':', ',',  '-', '9'};
    for (size_t n = 1 + random.below(8); n > 0 && !input.empty(); --n)
        input[random.below(input.size())] = awkward[random.below(sizeof awkward)];
}

void repeat_part(Input& input, Random& random) {
    if (input.empty()) return;
    const size_t begin = random.below(input.size());
    const size_t length = 1 + random.below(std::min<size_t>(input.size() - begin, 64));
    const Input part(input.begin() + static_cast<ptrdiff_t>(begin),
                     input.begin() + static_cast<ptrdiff_t>(begin + length));
    input.insert(input.begin() + static_cast<ptrdiff_t>(random.below(input.size())), part.begin(), part.end());
}

void remove_part(Input& input, Random& random) {
    if (input.empty()) return;
    const size_t begin = random.below(input.size());
    const size_t length = 1 + random.below(std::min<size_t>(input.size() - begin, 64));
    input.erase(input.begin() + static_cast<ptrdiff_t>(begin), input.begin() + static_cast<ptrdiff_t>(begin + length));
}

/// The seed, its shortest beginnings, and random mutations. Returns the number of inputs run.
int replay(const Input& seed) {
    run(seed);
    int count = 1;
    for (size_t size = 0; size < std::min<size_t>(seed.size(), 32); ++size, ++count)
        run(Input(seed.begin(), seed.begin() + static_cast<ptrdiff_t>(size)));

    using Mutation = void (*)(Input&, Random&);
    static constexpr Mutation mutations[] = {flip_bits, truncate, overwrite_bytes, repeat_part, remove_part};
    Random random{fnv1a(seed)};
    const size_t affordable = bytes_per_seed_budget / std::max<size_t>(seed.size(), 1);
    const int rounds = static_cast<int>(std::clamp<size_t>(affordable, 10, mutations_per_seed));
    for (int i = 0; i < rounds; ++i, ++count) {
        Input input = seed;
        mutations[static_cast<size_t>(i) % std::size(mutations)](input, random);
        if (i % 3 == 2) flip_bits(input, random);
        run(input);
    }
    return count;
}

std::vector<std::filesystem::path> seed_files(const std::filesystem::path& path) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) return {path};
    for (const auto& entry : std::filesystem::directory_iterator(path, error))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

/// usage: fuzz_NAME_replay FOLDER|FILE...   (a FILE is how a saved failure is run again; only its seed run matters
/// then)
int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s FOLDER|FILE...\n", argv[0]);
        return 2;
    }
    crash_path = std::filesystem::path(argv[0]).filename().string() + ".failed-input";
    for (int number : {SIGABRT, SIGALRM})
        std::signal(number, on_signal);
    if (__sanitizer_set_death_callback) {
        // The sanitizer keeps its own handlers of these signals: they print the stack.
        __sanitizer_set_death_callback(save_current_input);
    } else {
        for (int number : {SIGSEGV, SIGBUS, SIGFPE})
            std::signal(number, on_signal);
    }

    int inputs = replay({});
    int seeds = 0;
    for (int i = 1; i < argc; ++i) {
        for (const auto& file : seed_files(argv[i])) {
            std::ifstream stream(file, std::ios::binary);
            inputs += replay(Input(std::istreambuf_iterator<char>(stream), {}));
            ++seeds;
        }
    }
    std::printf("replayed %d seeds, %d inputs\n", seeds, inputs);
    if (seeds == 0) {
        std::fprintf(stderr, "error: no seed in %s; a fuzz target needs a corpus\n", argv[1]);
        return 1;
    }
    return 0;
}
