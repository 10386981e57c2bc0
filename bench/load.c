/* Devices that send as fast as asked: one connection each, QoS 1, a window of messages under way.
 *
 * load HOST PORT LOG-INS PAYLOAD COUNT RATE WINDOW BASE STEP
 * LOG-INS is a file with a line "name secret topic first span" for each connection. With a span it speaks for so
 * many devices in turn: the five "@"s of its topic are replaced by FIRST and the numbers after it. In PAYLOAD the 13
 * "@"s are replaced by the moment in ms: BASE plus STEP for each turn, or (BASE 0) the present. Each connection sends
 * COUNT messages; RATE is messages a second over all connections, 0 for as many as the windows allow.
 * Says as one line of JSON when it began, when the last message was acknowledged, and how far it fell behind.
 */
#include <fcntl.h>
#include <sys/epoll.h>

#include "wire.h"

#define DIGITS "@@@@@@@@@@@@@"
#define NUMBER "@@@@@"
#define MOST_BYTES 8192
#define OUT 16384

typedef struct {
    int fd;
    long sent, acked;
    long first, span;
    int64_t stamp;
    uint8_t *packet, out[OUT + MOST_BYTES];
    size_t length, id, number, digits, waiting;
    int rest; /* bytes of an acknowledgement that has not arrived whole */
} Device;

static Device *devices;
static int many, wanted, window, queue;
static int64_t base, step;

static void prepare(Device *one, const char *topic, const char *payload) {
    const char *mark = strstr(payload, DIGITS), *number = strstr(topic, NUMBER);
    size_t body = strlen(topic) + 4 + strlen(payload);
    one->packet = malloc(body + 8);
    one->packet[0] = 0x32;
    uint8_t *at = put_text(put_length(one->packet + 1, body), topic);
    one->id = (size_t)(at - one->packet);
    one->number = number && one->span > 1 ? one->id - strlen(topic) + (size_t)(number - topic) : 0;
    at += 2;
    memcpy(at, payload, strlen(payload));
    one->digits = mark ? (size_t)(at - one->packet) + (size_t)(mark - payload) : 0;
    one->length = (size_t)(at - one->packet) + strlen(payload);
    one->stamp = base;
}

static void read_log_ins(const char *path, char **argv) {
    FILE *file = fopen(path, "r");
    char name[200], secret[200], topic[400];
    if (!file) fail(path);
    long first, span;
    while (fscanf(file, "%199s %199s %399s %ld %ld", name, secret, topic, &first, &span) == 5) {
        devices = realloc(devices, sizeof *devices * (size_t)(many + 1));
        Device *one = memset(&devices[many++], 0, sizeof *one);
        one->first = first;
        one->span = span > 1 ? span : 1;
        one->fd = enter(argv[1], argv[2], name, strcmp(secret, "-") ? secret : "");
        prepare(one, topic, argv[4]);
        fcntl(one->fd, F_SETFL, O_NONBLOCK);
    }
    fclose(file);
}

static void watch(void) {
    queue = epoll_create1(0);
    for (int each = 0; each < many; each++) {
        struct epoll_event about = {.events = EPOLLIN, .data.ptr = &devices[each]};
        epoll_ctl(queue, EPOLL_CTL_ADD, devices[each].fd, &about);
    }
}

static int room(const Device *one) {
    return one->sent < wanted && one->sent - one->acked < window && one->waiting < OUT;
}

static void digits(uint8_t *at, int many_of_them, int64_t value) {
    while (many_of_them--) {
        at[many_of_them] = (uint8_t)('0' + value % 10);
        value /= 10;
    }
}

static void put(Device *one) {
    long turn = one->sent % one->span;
    if (base) {
        if (turn == 0) one->stamp += step;
    } else {
        int64_t now = (int64_t)(seconds(CLOCK_REALTIME) * 1000);
        one->stamp = now > one->stamp ? now : one->stamp + 1;
    }
    if (one->digits) digits(one->packet + one->digits, 13, one->stamp);
    if (one->number) digits(one->packet + one->number, 5, one->first + turn);
    int id = (int)(one->sent % 65535) + 1;
    one->packet[one->id] = (uint8_t)(id >> 8);
    one->packet[one->id + 1] = (uint8_t)id;
    memcpy(one->out + one->waiting, one->packet, one->length);
    one->waiting += one->length;
    one->sent++;
}

static void flush_out(Device *one) {
    while (one->waiting) {
        ssize_t done = send(one->fd, one->out, one->waiting, MSG_NOSIGNAL);
        if (done < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (done < 0) fail("send");
        one->waiting -= (size_t)done;
        memmove(one->out, one->out + done, one->waiting);
    }
}

static long take_acks(Device *one) {
    uint8_t piece[65536];
    ssize_t got = recv(one->fd, piece, sizeof piece, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (got <= 0) fail("the broker closed a connection");
    long bytes = got + one->rest; /* nothing but PUBACKs of four bytes comes here */
    one->rest = (int)(bytes % 4);
    one->acked += bytes / 4;
    return bytes / 4;
}

static long fill(double begun, double rate, long sent) {
    long total = (long)many * wanted;
    long due = rate > 0 ? (long)((monotonic() - begun) * rate) + 1 : total;
    static int next;
    for (int idle = 0; idle < many && sent < (due < total ? due : total); next = (next + 1) % many) {
        Device *one = &devices[next];
        if (!room(one)) {
            idle++;
            continue;
        }
        idle = 0;
        put(one);
        sent++;
        if (rate > 0 || one->waiting > OUT / 2) flush_out(one);
    }
    for (int each = 0; each < many; each++) flush_out(&devices[each]);
    return sent;
}

int main(int argc, char **argv) {
    if (argc != 10)
        return fprintf(stderr, "load HOST PORT LOG-INS PAYLOAD COUNT RATE WINDOW BASE STEP\n"), 2;
    wanted = atoi(argv[5]);
    double rate = atof(argv[6]);
    window = atoi(argv[7]);
    base = atoll(argv[8]);
    step = atoll(argv[9]);
    if (strlen(argv[4]) > MOST_BYTES - 500) return fprintf(stderr, "payload: too long\n"), 2;
    read_log_ins(argv[3], argv);
    watch();
    long total = (long)many * wanted, sent = 0, acked = 0, behind = 0;
    double begun = monotonic();
    while (acked < total) {
        sent = fill(begun, rate, sent);
        long due = rate > 0 ? (long)((monotonic() - begun) * rate) + 1 : 0;
        if (due > total) due = total;
        if (due - sent > behind) behind = due - sent;
        struct epoll_event ready[256];
        int found = epoll_wait(queue, ready, 256, rate > 0 ? 1 : 100);
        for (int each = 0; each < found; each++) acked += take_acks(ready[each].data.ptr);
        if (rate <= 0 && found <= 0 && monotonic() - begun > 600) fail("no answer in ten minutes");
    }
    printf(
        "{\"sent\": %ld, \"begun\": %.6f, \"acked\": %.6f, \"behind\": %ld, \"cpu\": %.4f}\n", sent, begun,
        monotonic(), behind, seconds(CLOCK_PROCESS_CPUTIME_ID));
    return 0;
}
