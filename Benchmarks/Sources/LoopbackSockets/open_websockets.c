#include "LoopbackSockets.h"
#include "loopback.h"
#include <unistd.h>

int open_websockets(uint16_t port, const char *path, int count, int *descriptors) {
    for (int i = 0; i < count; i++) {
        descriptors[i] = connect_patiently(port);
        if (descriptors[i] < 0) return i;
        if (upgrade(descriptors[i], path) != 0) {
            close(descriptors[i]);
            return i;
        }
    }
    return count;
}
