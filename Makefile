# All of it is in installers/bootstrap.sh, which does the same where make is missing.
.PHONY: run tour test check bench soak setup
run tour test check bench soak setup:
	@bash installers/bootstrap.sh $@ $(ARGS)
