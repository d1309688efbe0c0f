// Starts the real sfumato-cli without a shell; arguments are bytes, which need not be UTF-8.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QFile>
#include <QTemporaryDir>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char** environ;

namespace sfumato::test {

struct Outcome {
    int code = -1; ///< exit status; 1000 + signal when a signal ended it; -1 when it had to be killed for its time
    QByteArray out;
    QByteArray err;
};

class Program {
public:
    /// `variables`: "NAME=value", over the environment of the test.
    Program(const QByteArrayList& arguments, const QByteArrayList& variables = {}) {
        std::vector<QByteArray> words{SFUMATO_CLI};
        words.insert(words.end(), arguments.begin(), arguments.end());
        std::vector<char*> argv;
        for (QByteArray& word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);

        std::vector<QByteArray> settings(variables.begin(), variables.end());
        for (char** entry = environ; *entry != nullptr; ++entry)
            if (!overridden(*entry, variables)) settings.emplace_back(*entry);
        std::vector<char*> envp;
        for (QByteArray& setting : settings)
            envp.push_back(setting.data());
        envp.push_back(nullptr);

        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, 1, path("out").constData(), O_WRONLY | O_CREAT, 0600);
        posix_spawn_file_actions_addopen(&actions, 2, path("err").constData(), O_WRONLY | O_CREAT, 0600);
        if (::posix_spawn(&pid_, SFUMATO_CLI, &actions, nullptr, argv.data(), envp.data()) != 0) pid_ = -1;
        posix_spawn_file_actions_destroy(&actions);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program() {
        if (pid_ > 0) wait(0);
    }

    void send(int signal) const {
        if (pid_ > 0) ::kill(pid_, signal);
    }

    /// Whether `text` appears on stderr before the program ends or the seconds are over.
    bool wait_for_err(const QByteArray& text, int seconds = 120) { return wait_for("err", text, seconds); }
    /// The same for stdout.
    bool wait_for_out(const QByteArray& text, int seconds = 120) { return wait_for("out", text, seconds); }

    Outcome wait(int seconds = 200) {
        Outcome outcome;
        int status = 0;
        bool ended = pid_ <= 0;
        for (int i = 0; !ended && i <= seconds * 100; ++i) {
            ended = ::waitpid(pid_, &status, WNOHANG) == pid_;
            if (!ended) ::usleep(10'000);
        }
        if (!ended) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, &status, 0);
        } else if (pid_ > 0) {
            outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
        }
        pid_ = -1;
        outcome.out = read("out");
        outcome.err = read("err");
        return outcome;
    }

private:
    bool wait_for(const char* stream, const QByteArray& text, int seconds) const {
        for (int i = 0; i < seconds * 50; ++i) {
            if (read(stream).contains(text)) return true;
            siginfo_t info{};
            if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                info.si_pid == pid_)
                return false;
            ::usleep(20'000);
        }
        return false;
    }
    static bool overridden(const char* entry, const QByteArrayList& variables) {
        const QByteArray name = QByteArray(entry).split('=').first() + '=';
        for (const QByteArray& variable : variables)
            if (variable.startsWith(name)) return true;
        return false;
    }
    QByteArray path(const char* name) const { return QFile::encodeName(folder_.filePath(name)); }
    QByteArray read(const char* name) const {
        QFile file(folder_.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir folder_;
    pid_t pid_ = -1;
};

inline Outcome run_program(const QByteArrayList& arguments, const QByteArrayList& variables = {}) {
    return Program(arguments, variables).wait();
}

} // namespace sfumato::test
