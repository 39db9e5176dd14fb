# make              build/madoguchi, build/madoguchi-card
# make test         unit tests (both databases where MADOGUCHI_TEST_PG names a PostgreSQL)
# make check        layers, globals, formatting
# make bench        the figures of the README
# make screenshots  the pictures of the README
# make MODE=asan …  the same under AddressSanitizer + UBSan; MODE=tsan; MODE=release
#
# A layer is a folder below src/ and becomes one library; LAYERS says what stands left of it.

.DEFAULT_GOAL := all
MODE ?= release
OUT := $(if $(filter release,$(MODE)),build,build/$(MODE))
GEN := build/gen
BIN := build/tools

CC ?= gcc
WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings \
	-Wswitch-enum -Wundef -Wcast-qual -fno-common \
	-Werror=implicit-function-declaration -Werror=int-conversion -Werror=incompatible-pointer-types
ifdef CI
WARN += -Werror
endif
PACKAGES := libmicrohttpd sqlite3 libpq jansson yaml-0.1 libsodium libqrencode libical pangocairo libcurl libxml-2.0 icu-i18n icu-uc libqpdf zlib harfbuzz fontconfig freetype2 libpcsclite
FLAGS_release := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong
FLAGS_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FLAGS_tsan := -O1 -fsanitize=thread -fno-omit-frame-pointer
CFLAGS := -std=gnu17 -g -pthread -ffp-contract=off $(FLAGS_$(MODE)) $(WARN)
CPPFLAGS := -D_GNU_SOURCE -Isrc -I$(GEN) -include src/base/banned.h $(shell pkg-config --cflags-only-I $(PACKAGES) | sed 's/-I/-isystem /g')
LDFLAGS := -pthread $(FLAGS_$(MODE)) -Wl,--as-needed
# test programs are many and large: the linker that takes a fifth of the time, where it is there
QUICK_LINK := $(if $(shell command -v ld.gold),-fuse-ld=gold)
LDLIBS := $(shell pkg-config --libs $(PACKAGES)) -lmecab -lbidgcc000 -lm # by value, rounding and flags with each call

MODULES := $(patsubst src/modules/%/,%,$(wildcard src/modules/*/))
LAYERS := base text store http print sim send rules fields reading survey chart flow alike card defs kit $(MODULES:%=modules/%) city

# --- generated sources -------------------------------------------------------------------------------------
TOOL_PARTS := $(wildcard tools/*_*.c) # tools/NAME_PART.c belongs to NAME
TOOLS := $(patsubst tools/%.c,$(BIN)/%,$(filter-out $(TOOL_PARTS),$(wildcard tools/*.c)))
SQL := $(shell find src -name '*.sql')
HTML := $(shell find src -path '*/templates/*.html')
gen_headers = $(patsubst src/%,$(GEN)/%.h,$(filter src/$(1)/%,$(SQL) $(HTML)))
gen_sources = $(patsubst src/%,$(GEN)/%.c,$(filter src/$(1)/%,$(SQL) $(HTML)))

# Tools are always built plain: what they write does not depend on the mode.
$(BIN)/%: tools/%.c $(TOOL_PARTS) $(wildcard tools/*.h) $(filter-out src/base/test_%,$(wildcard src/base/*.[ch])) src/base/errors.def
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -g -O1 $(WARN) -D_GNU_SOURCE -Isrc -include src/base/banned.h -o $@ $< $(filter tools/$*_%,$(TOOL_PARTS)) \
		$(filter-out src/base/test_%,$(wildcard src/base/*.c))

$(GEN)/%.sql.c $(GEN)/%.sql.h &: src/%.sql $(BIN)/sqlgen
	@mkdir -p $(@D)
	$(BIN)/sqlgen src/$*.sql $(GEN)/$*.sql.c $(GEN)/$*.sql.h

$(GEN)/%.html.c $(GEN)/%.html.h &: src/%.html $(BIN)/htmlgen
	@mkdir -p $(@D)
	$(BIN)/htmlgen src/$*.html $(GEN)/$*.html.c $(GEN)/$*.html.h

$(GEN)/kit/words.c $(GEN)/kit/words.h &: $(wildcard lang/*.txt) $(BIN)/langgen
	@mkdir -p $(@D)
	$(BIN)/langgen lang $(GEN)/kit/words.c $(GEN)/kit/words.h

$(GEN)/kit/assets.c $(GEN)/kit/assets.h &: $(shell find assets -type f) $(BIN)/embed
	@mkdir -p $(@D)
	$(BIN)/embed assets assets $(GEN)/kit/assets.c $(GEN)/kit/assets.h

$(GEN)/kit/migrations.c $(GEN)/kit/migrations.h &: $(wildcard migrations/*.sql) $(BIN)/embed
	@mkdir -p $(@D)
	$(BIN)/embed migrations migrations $(GEN)/kit/migrations.c $(GEN)/kit/migrations.h

KIT_GEN := $(GEN)/kit/words $(GEN)/kit/assets $(GEN)/kit/migrations

# --- layers ------------------------------------------------------------------------------------------------
define layer
SRC_$(1) := $$(foreach f,$$(wildcard src/$(1)/*.c src/$(1)/*/*.c),$$(if $$(filter test_%,$$(notdir $$(f))),,$$(f)))
OBJ_$(1) := $$(SRC_$(1):src/%.c=$(OUT)/%.o) $$(patsubst $(GEN)/%.c,$(OUT)/gen/%.o,$$(call gen_sources,$(1))) \
	$(if $(filter kit,$(1)),$(KIT_GEN:$(GEN)/%=$(OUT)/gen/%.o))
$(OUT)/$(subst /,_,$(1)).a: $$(OBJ_$(1))
	@rm -f $$@
	$$(AR) rcs $$@ $$^
$$(OBJ_$(1)): | $$(call gen_headers,$(1)) $(if $(filter kit modules/% city,$(1)),$(KIT_GEN:=.h) $$(call gen_headers,kit))
TEST_$(1) := $$(patsubst src/%.c,$(OUT)/%,$$(wildcard src/$(1)/test_*.c src/$(1)/*/test_*.c))
$$(TEST_$(1)): $(OUT)/%: $(OUT)/%.o $$(LIBS_$(1))
	$$(CC) $(LDFLAGS) $(QUICK_LINK) -o $$@ $$< -Wl,--start-group $$(LIBS_$(1)) -Wl,--end-group $(LDLIBS) -lcmocka
$$(patsubst src/%.c,$(OUT)/%.o,$$(wildcard src/$(1)/test_*.c src/$(1)/*/test_*.c)): | $$(call gen_headers,$(1)) \
	$(if $(filter kit modules/% city,$(1)),$(KIT_GEN:=.h) $$(call gen_headers,kit))
TESTS += $$(TEST_$(1))
endef

lib = $(patsubst %,$(OUT)/%.a,$(subst /,_,$(1)))
LIBS_base := $(call lib,base)
LIBS_text := $(call lib,text base)
$(foreach l,store http print sim send rules fields reading survey chart flow alike,$(eval LIBS_$(l) := $(call lib,$(l) text base)))
LIBS_card := $(call lib,card fields text base)
LIBS_defs := $(call lib,defs rules fields print text base)
LIBS_kit := $(call lib,kit defs store http print sim send rules fields reading survey chart flow alike text base)
$(foreach m,$(MODULES),$(eval LIBS_modules/$(m) := $(call lib,$(MODULES:%=modules/%)) $(LIBS_kit)))
LIBS_city := $(call lib,city $(MODULES:%=modules/%)) $(LIBS_kit)

all: $(OUT)/madoguchi $(OUT)/madoguchi-card
.PHONY: all tests test check format bench clean tools
$(foreach l,$(LAYERS),$(eval $(call layer,$(l))))

tools: $(TOOLS)

# passes over millions of rows: loops that only -O3 makes wide
ifeq ($(MODE),release)
$(OBJ_survey): CFLAGS += -O3
endif

$(OUT)/madoguchi: $(LIBS_city)
	$(CC) $(LDFLAGS) -o $@ -Wl,--whole-archive $(OUT)/city.a -Wl,--no-whole-archive -Wl,--start-group $(LIBS_city) -Wl,--end-group $(LDLIBS)

# for the counter PC: nothing of the server is in it
$(OUT)/madoguchi-card: $(OUT)/card/main.o $(LIBS_card)
	$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(LIBS_card) -Wl,--end-group $(LDLIBS)

$(OUT)/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(OUT)/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)

# --- checks ------------------------------------------------------------------------------------------------
# Tests that start no thread, of ours or a library's: minutes in which ThreadSanitizer has nothing to see. These layers, and those that go through a whole city.
ifeq ($(MODE),tsan)
TESTS := $(filter-out $(foreach l,base text sim send fields card defs chart flow alike,$(OUT)/$(l)/%) \
	%/test_guide_city %/test_guide_property %/test_papers_city %/test_papers_events %/test_papers_property %/test_search_city,$(TESTS))
endif
tests: $(TOOLS) $(TESTS) # built, not run
test: $(TOOLS) $(TESTS)
	@tools/run_tests.sh $(TESTS) $(wildcard tests/tools/test_*.sh)

# one layer's tests: make test-store
$(foreach l,$(LAYERS),$(eval test-$(notdir $(l)): $(TEST_$(l)); @tools/run_tests.sh $(TEST_$(l))))

C_FILES = $(shell find src tools tests bench -name '*.[ch]' -not -path '*/node_modules/*')
check: $(OUT)/madoguchi $(OUT)/madoguchi-card # statics are looked up in what was compiled
	tools/check.sh
	clang-format --dry-run -Werror $(C_FILES)
format:
	clang-format -i $(C_FILES)

clean:
	rm -rf build

# --- figures, and tests that take longer ---------------------------------------------------------------------
.PHONY: generated fuzz nightly
generated: $(foreach l,$(LAYERS),$(call gen_headers,$(l))) $(KIT_GEN:=.h)

# clients that know nothing of ours, and measures of single layers
build/bench/load build/bench/screens: build/bench/%: bench/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $<
build/bench/sim: bench/sim.c $(call lib,sim base)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(call lib,sim base) -lm
build/bench/papers: bench/papers.c $(call lib,print text base)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call lib,print text base) -Wl,--end-group $(LDLIBS)
build/bench/work: bench/work.c $(call lib,survey text base)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call lib,survey text base) -Wl,--end-group $(LDLIBS)
build/bench/%: bench/%.c $(call lib,store http text base)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call lib,store http text base) -Wl,--end-group $(LDLIBS)

bench: all $(patsubst bench/%.c,build/bench/%,$(wildcard bench/*.c))
	tools/deps.sh bench
	bench/run.sh $(BENCH)

fuzz: generated
	tests/fuzz/run.sh

# A million contended commands on each database.
nightly: all build/bench/load
	tests/load/contended.sh 900000 100000
	tools/pg_test.sh tests/load/contended.sh 900000 100000

.PHONY: screenshots
screenshots: all
	tools/deps.sh test
	[ -d node_modules ] || npm ci --no-audit --no-fund
	node tools/screenshots.mjs
