#include "LoopbackSockets.h"
#include "loopback.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { buffer_bytes = 1 << 20 };

static void send_at_once(int descriptor) {
    int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static int write_all(int descriptor, const uint8_t *bytes, long count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, (size_t)count);
        if (written <= 0) return -1;
        bytes += written;
        count -= written;
    }
    return 0;
}

static int accept_one(uint16_t port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0) return -1;
    int descriptor = accept(listener, NULL, NULL);
    close(listener);
    return descriptor;
}

int answer_from_memory(uint16_t port, long question_bytes, long answer_bytes) {
    int descriptor = accept_one(port);
    uint8_t *answer = calloc(1, (size_t)answer_bytes), *buffer = malloc(buffer_bytes);
    if (descriptor < 0 || !answer || !buffer) return 1;
    send_at_once(descriptor);
    long unanswered = 0;
    ssize_t count;
    while ((count = read(descriptor, buffer, buffer_bytes)) > 0)
        for (unanswered += count; unanswered >= question_bytes; unanswered -= question_bytes)
            if (write_all(descriptor, answer, answer_bytes) != 0) return 1;
    return 0;
}

/// The bytes of the whole answer that begins here; zero when too few have come to tell, or to be whole.
static long whole_answer(const uint8_t *bytes, long count, long answer_bytes) {
    long length = answer_bytes;
    if (length == 0) {
        if (count < 2) return 0;
        if (bytes[1] < 126) length = 2 + bytes[1];
        else if (count < 4) return 0;
        else if (bytes[1] == 126) length = 4 + (bytes[2] << 8 | bytes[3]);
        else return -1;
    }
    return count >= length ? length : 0;
}

struct progress {
    long asked, answered, skipped;
    int64_t begun;
    int64_t *asked_at;
};

static int ask_more(int descriptor, const struct round_trips *trips, struct progress *progress) {
    long all = trips->rounds + progress->skipped;
    while (progress->asked < all && progress->asked - progress->answered < trips->in_flight) {
        progress->asked_at[progress->asked % trips->in_flight] = monotonic_nanoseconds();
        if (progress->asked++ == progress->skipped) progress->begun = monotonic_nanoseconds();
        if (write_all(descriptor, trips->question, trips->question_bytes) != 0) return -1;
    }
    return 0;
}

int64_t ask(struct round_trips trips, const char *path, int64_t *nanoseconds, char *last_answer, long last_answer_bytes) {
    int descriptor = connect_patiently(trips.port);
    if (descriptor < 0 || (path && upgrade(descriptor, path) != 0)) return -1;
    send_at_once(descriptor);
    struct progress progress = {.skipped = trips.rounds / 10};
    progress.asked_at = calloc((size_t)trips.in_flight, sizeof *progress.asked_at);
    uint8_t *buffer = malloc(buffer_bytes);
    if (!buffer || !progress.asked_at) return -1;
    long filled = 0, all = trips.rounds + progress.skipped;
    while (progress.answered < all) {
        if (ask_more(descriptor, &trips, &progress) != 0) return -1;
        ssize_t count = read(descriptor, buffer + filled, (size_t)(buffer_bytes - filled));
        if (count <= 0) return -1;
        filled += count;
        long used = 0, length;
        while ((length = whole_answer(buffer + used, filled - used, trips.answer_bytes)) > 0) {
            long round = progress.answered++ - progress.skipped;
            if (round >= 0) nanoseconds[round] = monotonic_nanoseconds() - progress.asked_at[(progress.answered - 1) % trips.in_flight];
            long kept = length < last_answer_bytes - 1 ? length : last_answer_bytes - 1;
            memcpy(last_answer, buffer + used, (size_t)kept);
            last_answer[kept] = 0;
            used += length;
        }
        if (length < 0) return -1;
        memmove(buffer, buffer + used, (size_t)(filled - used));
        filled -= used;
    }
    int64_t elapsed = monotonic_nanoseconds() - progress.begun;
    close(descriptor);
    return elapsed;
}
