/* A subscriber that acknowledges everything and keeps nothing: how fast a broker hands messages over.
 *
 * sink HOST PORT NAME SECRET FILTER COUNT
 * Says "ready" when it is subscribed, and as one line of JSON when the last of COUNT messages arrived.
 */
#include "wire.h"

#define ROOM (1 << 18)

static void subscribe(int fd, const char *filter) {
    uint8_t packet[1024], *at = put_length(packet + 1, strlen(filter) + 5);
    packet[0] = 0x82;
    *at++ = 0;
    *at++ = 1;
    at = put_text(at, filter);
    *at++ = 1;
    send_all(fd, packet, (size_t)(at - packet));
    uint8_t answer[5];
    errno = 0;
    if (recv(fd, answer, 5, MSG_WAITALL) != 5 || answer[0] != 0x90 || answer[4] > 2) fail("subscribe");
}

static uint8_t room[ROOM], acks[ROOM];

int main(int argc, char **argv) {
    if (argc != 7) return fprintf(stderr, "sink HOST PORT NAME SECRET FILTER COUNT\n"), 2;
    long wanted = atol(argv[6]), count = 0;
    int fd = enter(argv[1], argv[2], argv[3], argv[4]);
    struct timeval patience = {.tv_sec = 20};
    subscribe(fd, argv[5]);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    puts("ready");
    fflush(stdout);
    size_t held = 0;
    double first = 0, last = 0;
    while (count < wanted) {
        ssize_t got = recv(fd, room + held, ROOM - held, 0);
        if (got <= 0) break;
        held += (size_t)got;
        size_t at = 0, acked = 0;
        while (held - at >= 2) {
            size_t length = 0, body = at + 1;
            int shift = 0;
            while (body < held && room[body] & 0x80 && shift < 21)
                length |= (size_t)(room[body++] & 0x7F) << shift, shift += 7;
            if (body >= held) break;
            length |= (size_t)(room[body++] & 0x7F) << shift;
            if (body + length > held) break;
            if ((room[at] & 0xF0) == 0x30) {
                count++;
                if (room[at] & 0x06) {
                    size_t id = body + 2 + ((size_t)room[body] << 8 | room[body + 1]);
                    acks[acked++] = 0x40;
                    acks[acked++] = 2;
                    acks[acked++] = room[id];
                    acks[acked++] = room[id + 1];
                }
            }
            at = body + length;
        }
        if (acked) send_all(fd, acks, acked);
        memmove(room, room + at, held -= at);
        last = monotonic();
        if (first == 0) first = last;
    }
    printf("{\"count\": %ld, \"first\": %.6f, \"last\": %.6f}\n", count, first, last);
    return count >= wanted ? 0 : 1;
}
