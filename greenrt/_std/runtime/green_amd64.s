// Copyright 2026 The greenify authors. Use of this source code is governed by
// the BSD-style license in greenify's LICENSE file.

#include "go_asm.h"
#include "go_tls.h"
#include "textflag.h"

// func greenSwitch(from, to *g)
//
// Leaves from, which is running on this M, for to, and publishes from as
// runnable. The caller has made to running with to.m set, and given it the
// token. See green_switch.go for why the order is this one:
//
//	1. save from's SP, PC and BP (the only registers that a Go call preserves)
//	2. make to this M's g: m.curg, TLS, R14
//	3. move onto to's stack
//	4. publish from; from here on it belongs to whoever looks
//	5. from.m = nil
//	6. continue to
//
// As it writes SP the unwinder does not walk through it, and as it is assembly
// it is never preempted.
TEXT ·greenSwitch<ABIInternal>(SB), NOSPLIT|NOFRAME, $0-16
	// AX is from, BX is to.
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

	MOVL	$const__Grunnable, g_atomicstatus(AX)
	MOVQ	CX, g_m(AX)

	// A RET, not a jump: the processor pairs it with the CALL that brought
	// from here. After a jump its stack of return addresses would be off by
	// one, and it would predict to's next returns wrong, at 8 ns a switch.
	SUBQ	$8, SP
	MOVQ	R8, 0(SP)
	RET
