// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

#include "go_asm.h"
#include "go_tls.h"
#include "textflag.h"

// func greenSwitch(from, to *g, status uint32)
//
// Leaves from, which is running on this M, for to, and publishes from with the
// given status. The caller has made to running with to.m set, and given it the
// token. See green_switch.go for why the order is this one:
//
//	1. save from's SP, PC and BP (the only registers that a Go call preserves)
//	2. make to this M's g: m.curg, TLS, R14
//	3. move onto to's stack
//	4. publish from, unless that is done (greenPublished); from here on it
//	   belongs to whoever looks
//	5. from.m = nil
//	6. continue to
//
// As it writes SP the unwinder does not walk through it, and as it is assembly
// it is never preempted.
TEXT ·greenSwitch<ABIInternal>(SB), NOSPLIT|NOFRAME, $0-20
	// AX is from, BX is to.
	MOVL	CX, R9
	MOVQ	0(SP), CX
	MOVQ	CX, (g_sched+gobuf_pc)(AX)
	LEAQ	8(SP), CX
	MOVQ	CX, (g_sched+gobuf_sp)(AX)
	MOVQ	BP, (g_sched+gobuf_bp)(AX)

	MOVQ	g_m(AX), DI
	MOVQ	BX, m_curg(DI)
	get_tls(CX)
	MOVQ	BX, g(CX)
	MOVQ	BX, R14

	// As gogo does, leave no stale pointers behind in to.sched.
	MOVQ	(g_sched+gobuf_sp)(BX), SP
	MOVQ	(g_sched+gobuf_bp)(BX), BP
	MOVQ	(g_sched+gobuf_pc)(BX), R8
	MOVQ	(g_sched+gobuf_ctxt)(BX), DX
	XORL	CX, CX
	MOVQ	CX, (g_sched+gobuf_sp)(BX)
	MOVQ	CX, (g_sched+gobuf_bp)(BX)
	MOVQ	CX, (g_sched+gobuf_ctxt)(BX)

	TESTL	R9, R9
	JEQ	published
	MOVL	R9, g_atomicstatus(AX)
published:
	MOVQ	CX, g_m(AX)

	// A RET, not a jump: the processor pairs it with the CALL that brought
	// from here. After a jump its stack of return addresses would be off by
	// one, and it would predict to's next returns wrong, at 8 ns a switch.
	SUBQ	$8, SP
	MOVQ	R8, 0(SP)
	RET

// func greenWait()
//
// mcall(greenPark), and gogo to the g that it returns: the calling member waits
// and another goes on, or it itself.
//
// mcall and gogo would do, but leave by a jump what they entered by calls, and
// with that the processor's stack of return addresses is off by three: every
// return up to the program's own code is predicted wrong. Here each call has its
// RET. Of two greenlets that both wait in gopark, the one that goes on returns to
// where the processor expects the other to. On g0 this is the outermost frame.
TEXT ·greenWait<ABIInternal>(SB), NOSPLIT|NOFRAME|TOPFRAME, $0-0
	MOVQ	0(SP), CX
	MOVQ	CX, (g_sched+gobuf_pc)(R14)
	LEAQ	8(SP), CX
	MOVQ	CX, (g_sched+gobuf_sp)(R14)
	MOVQ	BP, (g_sched+gobuf_bp)(R14)

	MOVQ	R14, AX			// greenPark's argument
	MOVQ	g_m(R14), BX
	MOVQ	m_g0(BX), R14
	get_tls(CX)
	MOVQ	R14, g(CX)
	MOVQ	(g_sched+gobuf_sp)(R14), SP
	MOVQ	$0, BP			// nobody's frame: the caller may go on elsewhere
	SUBQ	$8, SP			// room to spill the argument
	CALL	·greenPark<ABIInternal>(SB)

	// AX is the g to go on with; greenPark has made it m.curg.
	MOVQ	AX, BX
	get_tls(CX)
	MOVQ	BX, g(CX)
	MOVQ	BX, R14
	// As gogo does, leave no stale pointers behind in to.sched.
	MOVQ	(g_sched+gobuf_sp)(BX), SP
	MOVQ	(g_sched+gobuf_bp)(BX), BP
	MOVQ	(g_sched+gobuf_pc)(BX), R8
	MOVQ	(g_sched+gobuf_ctxt)(BX), DX
	XORL	CX, CX
	MOVQ	CX, (g_sched+gobuf_sp)(BX)
	MOVQ	CX, (g_sched+gobuf_bp)(BX)
	MOVQ	CX, (g_sched+gobuf_ctxt)(BX)

	SUBQ	$8, SP
	MOVQ	R8, 0(SP)
	RET

// func greenGosched()
//
// Gosched's last step: greenTurnOrYield for a member, and mcall(gosched_m) for
// everybody else. It jumps to either, so that Gosched stays as small as it was and
// is inlined, and the returns that mcall makes the processor predict wrong do not
// become more.
TEXT ·greenGosched<ABIInternal>(SB), NOSPLIT|NOFRAME, $0-0
	CMPB	g_green(R14), $0
	JNE	member
	MOVQ	·greenGoschedSlow(SB), AX
	JMP	runtime·mcall<ABIInternal>(SB)
member:
	JMP	·greenTurnOrYield<ABIInternal>(SB)
